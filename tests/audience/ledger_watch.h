#pragma once
/// \file Watches what comes to a store's ledger: each row is recounted from the people behind it,
/// and kept as what an attacker is told of them.

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"
#include "leak_search.h"

namespace mien::audience {

inline constexpr int kLeast = 5;

/// What the attacker of a place is told, by kind of number.
struct Known {
  LeakSearch people, pose, valence, change, reacted, not_reacted, labels, ratings, answers;
  std::string find() const {
    for (const auto& [name, search] : {std::pair{"people", &people},
                                       {"attention", &pose},
                                       {"valence", &valence},
                                       {"change", &change},
                                       {"reactions", &reacted},
                                       {"no reactions", &not_reacted},
                                       {"labels", &labels},
                                       {"ratings", &ratings},
                                       {"answers", &answers}})
      if (const std::string found = search->find(kLeast); !found.empty())
        return std::string(name) + ": " + found;
    return {};
  }
};

class LedgerWatch : public FolderTest {
 protected:
  using Members = std::set<std::int64_t>;

  // What came to the ledger since the last look, as forms over the people behind it.
  void look(Store& store) {
    Database database(file_);
    read_members(database);
    for (const PublishedCell& row : store.published_since(seen_, 1'000'000)) {
      seen_ = row.id;
      expect_fact(database, row);
      Known& known = known_[row.place.camera];
      if (row.corrects) {
        take(known, row);
        continue;
      }
      Members members = now_[row.id];
      const bool rated = row.sums.ratings != 0 || row.sums.answered != 0;
      if (members.empty())  // told of what other cells owe
        for (const std::int64_t cell : cells_of(database, row.id)) {
          if (now_rated_[cell].empty())
            members.insert(now_[cell].begin(), now_[cell].end());
          else
            rating_members_[row.id].insert(now_rated_[cell].begin(), now_rated_[cell].end());
        }
      if (rated && rating_members_[row.id].empty()) rating_members_[row.id] = now_rated_[row.id];
      members_[row.id] = members;
      expect_sums(row, members, rating_members_[row.id]);
      tell(known, row.sums, members, rating_members_[row.id], 1);
    }
  }

  // What a hub adds up: the row itself, in the order of the ledger.
  void expect_fact(Database& database, const PublishedCell& row) {
    Statement query = database.prepare(
        "SELECT seq, body, camera, time_ms FROM outbox WHERE kind = 'cell' AND seq > ? LIMIT 1");
    query.start(sent_);
    ASSERT_TRUE(query.next());
    sent_ = query.integer(0);
    const auto fact = nlohmann::json::parse(query.text(1));
    ASSERT_EQ(fact["id"], row.id);
    ASSERT_EQ(query.text(2), row.place.camera);
    ASSERT_EQ(query.integer(3), since_1970_ms(row.begin));
    ASSERT_EQ(fact["content"], row.place.content);
    ASSERT_EQ(fact["stays"]["people"], row.sums.people);
    ASSERT_EQ(fact["stays"]["valence_n"], row.sums.valence_n);
    ASSERT_EQ(fact["stays"]["valence_sum"], row.sums.valence_sum);
    ASSERT_EQ(fact["stays"]["valence_sum2"], row.sums.valence_sum2);
  }

  // A row that takes back: of whoever of the cell is no longer there, or of the whole row.
  void take(Known& known, const PublishedCell& row) {
    const std::int64_t cell = *row.corrects;
    Members gone, gone_rated;
    for (const std::int64_t one : members_[cell])
      if (!placed_.contains(one) && !aged_.contains(one)) gone.insert(one);
    for (const std::int64_t one : rating_members_[cell])
      if (!placed_ratings_.contains(one) && !aged_ratings_.contains(one)) gone_rated.insert(one);
    const bool whole = row.sums.people == 0 && row.sums.ratings == 0 &&
                       (row.sums.label_time_ms != 0 || row.sums.answered != 0);
    if (whole) gone = members_[cell], gone_rated = rating_members_[cell];
    Sums sums = Sums{} - row.sums;
    expect_sums_of(sums, gone, gone_rated, row.id);
    tell(known, sums, gone, gone_rated, -1);
    for (const std::int64_t one : gone) members_[cell].erase(one);
    for (const std::int64_t one : gone_rated) rating_members_[cell].erase(one);
  }

  void expect_sums(const PublishedCell& row, const Members& members, const Members& rated) {
    expect_sums_of(row.sums, members, rated, row.id);
  }

  // The second computation: a row's sums are those of its people, figure by figure.
  void expect_sums_of(const Sums& sums, const Members& members, const Members& rated,
                      std::int64_t row) {
    Sums own;
    for (const std::int64_t id : members) {
      const Exposure& one = stays_.at(id);
      const bool first = one.visit == 1;
      own.exposures += 1;
      own.people += first;
      own.dwell_cs += (one.dwell_ms() + 5) / 10;
      own.valence_n += one.valence.has_value();
      own.valence_sum += one.valence ? std::llround(*one.valence * 1e4) : 0;
      own.pose_ms += one.pose_ms;
      own.reactions += one.reaction.has_value();
      for (std::size_t i = 0; i < kLabels; ++i) own.label_ms[i] += one.label_ms[i];
    }
    for (const std::int64_t id : rated) {
      const std::int64_t value = std::llround(ratings_.at(id) * 1e4);
      own.ratings += 1;
      own.rating_sum += value;
      own.rating_sum2 += value * value;
    }
    if (sums.exposures != 0) {
      ASSERT_EQ(sums.exposures, own.exposures) << row;
      ASSERT_EQ(sums.people, own.people) << row;
      ASSERT_EQ(sums.dwell_cs, own.dwell_cs) << row;
    }
    if (sums.valence_n != 0) {
      ASSERT_EQ(sums.valence_n, own.valence_n) << row;
      ASSERT_EQ(sums.valence_sum, own.valence_sum) << row;
    }
    if (sums.pose_ms != 0) {
      ASSERT_EQ(sums.pose_ms, own.pose_ms) << row;
    }
    if (sums.ratings != 0) {
      ASSERT_EQ(sums.ratings, own.ratings) << row;
      ASSERT_EQ(sums.rating_sum, own.rating_sum) << row;
      const bool with_answers = sums.answered == sums.ratings;
      ASSERT_EQ(sums.rating_sum2,
                with_answers ? own.rating_sum2 : without_rating_spread(own).rating_sum2)
          << row;
    }
    for (std::size_t i = 0; i < kLabels; ++i) {
      if (sums.label_ms[i] != 0) {
        ASSERT_EQ(sums.label_ms[i], own.label_ms[i]) << row;
      }
    }
  }

  void tell(Known& known, const Sums& sums, const Members& members, const Members& rated,
            std::int64_t sign) const {
    std::set<LeakSearch::Unknown> people, pose, valence, change, reacted, others, time, all,
        answers;
    std::array<std::set<LeakSearch::Unknown>, kLabels> labels;
    std::array<std::set<LeakSearch::Unknown>, 5> answer;
    for (const std::int64_t id : members) {
      const Exposure& one = stays_.at(id);
      // Somebody who comes again is nobody that could be told apart: part of the sums, not of who
      // they tell of.
      if (one.visit != 1) continue;
      // A stay that a log moves is another row of the same person, with the same values.
      const std::int64_t who = person_.at(id);
      people.insert({who, 0});
      if (one.pose_ms > 0) pose.insert({who, 0});
      if (one.valence) valence.insert({who, 0});
      if (one.change) change.insert({who, 0});
      (one.reaction ? reacted : others).insert({who, 0});
      for (std::size_t i = 0; i < kLabels; ++i) {
        if (one.label_ms[i] == 0) continue;
        labels[i].insert({who, static_cast<int>(i)});
        time.insert({who, static_cast<int>(i)});
      }
    }
    for (const std::int64_t id : rated) {
      const auto value = static_cast<int>(ratings_.at(id) + 0.5);
      all.insert({id, 0});
      answers.insert({id, value});
      answer[static_cast<std::size_t>(value - 1)].insert({id, value});
    }
    if (sums.people != 0) known.people.told(people, sign), known.labels.told(time, sign);
    if (sums.pose_ms != 0) known.pose.told(pose, sign);
    if (sums.valence_n != 0) known.valence.told(valence, sign);
    if (sums.change_n != 0) known.change.told(change, sign);
    if (sums.reaction_stays != 0)
      known.reacted.told(reacted, sign), known.not_reacted.told(others, sign);
    for (std::size_t i = 0; i < kLabels; ++i)
      if (sums.label_ms[i] != 0) known.labels.told(labels[i], sign);
    if (sums.ratings != 0) known.ratings.told(all, sign), known.answers.told(answers, sign);
    if (sums.answered != 0)
      for (const auto& own : answer) known.answers.told(own, sign);
  }

  void read_members(Database& database) {
    now_.clear();
    now_rated_.clear();
    placed_.clear();
    placed_ratings_.clear();
    Statement stays = database.prepare("SELECT cell, stay FROM cell_stays");
    stays.start();
    while (stays.next()) {
      now_[stays.integer(0)].insert(stays.integer(1));
      placed_.insert(stays.integer(1));
    }
    Statement ratings = database.prepare("SELECT cell, rating FROM cell_ratings");
    ratings.start();
    while (ratings.next()) {
      now_rated_[ratings.integer(0)].insert(ratings.integer(1));
      placed_ratings_.insert(ratings.integer(1));
    }
  }
  static std::vector<std::int64_t> cells_of(Database& database, std::int64_t row) {
    Statement query = database.prepare("SELECT cell FROM cell_owed WHERE told_in = ?");
    query.start(row);
    std::vector<std::int64_t> cells;
    while (query.next()) cells.push_back(query.integer(0));
    return cells;
  }
  // What the rows hold, before any of them goes.
  void learn(const std::string& camera = {});

  void begin_watch() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    known_.clear(), stays_.clear(), ratings_.clear(), persons_.clear(), person_.clear();
    members_.clear(), rating_members_.clear(), aged_.clear(), aged_ratings_.clear();
    seen_ = sent_ = 0;
  }
  /// An id is a person.
  void never_reuse_ids() const {
    Database(file_).execute(
        "INSERT INTO exposures SELECT 1000000000, '', '', '', 4102444800000, "
        "4102444800000, 0, 2, 0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL, '', 0; "
        "INSERT INTO ratings (id, content, camera, time_ms, value, scale, source, "
        "source_row) VALUES (1000000000, '', '', 4102444800000, 3, 5, '', ''); "
        "INSERT INTO outbox_kinds VALUES ('cell')");
  }
  void age(Store& store, WallTime now) {
    const Members stays = ids("exposures"), ratings = ids("ratings");
    store.enforce_retention(now);
    std::ranges::set_difference(stays, ids("exposures"), std::inserter(aged_, aged_.end()));
    std::ranges::set_difference(ratings, ids("ratings"),
                                std::inserter(aged_ratings_, aged_ratings_.end()));
  }

  Members ids(const std::string& table) const {
    Database database(file_);
    Statement query = database.prepare("SELECT id FROM " + table);
    query.start();
    Members found;
    while (query.next()) found.insert(query.integer(0));
    return found;
  }

  std::map<std::string, Known> known_;  ///< by camera
  std::map<std::tuple<std::string, std::int64_t, std::int64_t>, std::int64_t> persons_;
  std::map<std::int64_t, std::int64_t> person_;  ///< of each stay's row
  std::map<std::int64_t, Exposure> stays_;
  std::map<std::int64_t, double> ratings_;  ///< their values
  std::map<std::int64_t, Members> now_, now_rated_;
  Members placed_, placed_ratings_, aged_, aged_ratings_;
  std::map<std::int64_t, Members> members_, rating_members_;  ///< of rows, as they are
  std::int64_t seen_ = 0, sent_ = 0;
};

inline void LedgerWatch::learn(const std::string& camera) {
  Database database(file_);
  Statement stays = database.prepare(
      "SELECT e.id, visit, start_ms, end_ms, pose_ms, valence, change, reaction IS NOT NULL, "
      "neutral_ms, happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, "
      "contempt_ms, unknown_ms, camera FROM exposures e "
      "WHERE ?1 = '' OR camera = ?1");
  stays.start(camera);
  while (stays.next()) {
    Exposure one;
    one.visit = static_cast<int>(stays.integer(1));
    one.start = WallTime(std::chrono::milliseconds(stays.integer(2)));
    one.end = WallTime(std::chrono::milliseconds(stays.integer(3)));
    one.pose_ms = stays.integer(4);
    if (!stays.is_null(5)) one.valence = static_cast<double>(stays.integer(5)) / 1e4;
    if (!stays.is_null(6)) one.change = static_cast<double>(stays.integer(6)) / 1e4;
    if (stays.integer(7)) one.reaction = Reaction{Emotion::fear, std::chrono::milliseconds(300)};
    for (std::size_t i = 0; i < kLabels; ++i)
      one.label_ms[i] = stays.integer(8 + static_cast<int>(i));
    stays_[stays.integer(0)] = one;
    const std::tuple who{stays.text(17), stays.integer(2), stays.integer(3)};
    const auto next = static_cast<std::int64_t>(persons_.size());
    person_[stays.integer(0)] = persons_.try_emplace(who, next).first->second;
  }
  Statement ratings = database.prepare("SELECT id, value FROM ratings");
  ratings.start();
  while (ratings.next()) ratings_[ratings.integer(0)] = ratings.real(1);
}

}  // namespace mien::audience
