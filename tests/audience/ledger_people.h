#pragma once
/// \file Who is behind the rows of a store's ledger.

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {

class LedgerPeople : public FolderTest {
 protected:
  using Members = std::set<std::int64_t>;

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

  void begin() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    stays_.clear(), ratings_.clear(), persons_.clear(), person_.clear();
    aged_.clear(), aged_ratings_.clear();
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

  std::map<std::tuple<std::string, std::int64_t, std::int64_t>, std::int64_t> persons_;
  std::map<std::int64_t, std::int64_t> person_;  ///< of each stay's row
  std::map<std::int64_t, Exposure> stays_;
  std::map<std::int64_t, double> ratings_;  ///< their values
  std::map<std::int64_t, Members> now_, now_rated_;
  Members placed_, placed_ratings_, aged_, aged_ratings_;
};

inline void LedgerPeople::learn(const std::string& camera) {
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
