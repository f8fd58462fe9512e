#pragma once
/// \file Watches what comes to a store's ledger: each row is recounted from the people behind it,
/// and kept as what an attacker is told of them.

#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "leak_search.h"
#include "ledger_people.h"

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

class LedgerWatch : public LedgerPeople {
 protected:
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

  void begin_watch() {
    begin();
    known_.clear(), members_.clear(), rating_members_.clear();
    seen_ = sent_ = 0;
  }

  std::map<std::string, Known> known_;                        ///< by camera
  std::map<std::int64_t, Members> members_, rating_members_;  ///< of rows, as they are
  std::int64_t seen_ = 0, sent_ = 0;
};

}  // namespace mien::audience
