// Logs of what was shown that come late, are corrected or taken back, with late people and
// retention between: nothing that was ever told of it, taken together, tells of fewer people than
// the minimum. MIEN_LOG_LEAK_STORES chooses how many random stores (150: in the 143rd, five people
// who left for one content were once told with a sixth).
#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include "audience/shown.h"
#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"
#include "stay_parts.h"
#include "stays/observer.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

constexpr int kLeast = 5;

int stores() {
  const char* asked = std::getenv("MIEN_LOG_LEAK_STORES");
  return asked ? std::max(1, std::atoi(asked)) : 150;
}

class LogLeaks : public FolderTest {
 protected:
  using Members = std::set<std::int64_t>;
  int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  /// Somebody who shows one face all the time, seen twice a second. In plain stores all are alike
  /// and stay briefly: there, most logs can change what was told.
  std::vector<Exposure> somebody(std::int64_t track) {
    Observer observer({.camera = "aisle", .base = kNine});
    std::vector<Exposure> done;
    const double begin = plain_ ? 3600 * below(2) + below(3600)
                                : 3600 * below(3) + below(3 * (below(2) ? 300 : 1200));
    const int kinds = plain_ ? 1 + below(2) : below(4) ? 2 : 9;
    const Look look{.label = static_cast<Emotion>(below(kinds)),
                    .valence = below(2001) / 1000.0 - 1,
                    .yaw = plain_ || below(2) ? 0.1 : 0.9};
    const int sights = 4 + below(plain_ || below(3) ? 20 : 400);
    for (int i = 0; i < sights; ++i)
      observer.frame(frame(begin + 0.5 * i, {face(track, look)}, "shelf"), done);
    observer.finish(done);
    return done;
  }

  std::vector<PlayLine> log() {
    std::vector<PlayLine> lines;
    const int most = 1 + below(plain_ ? 3 : 6);
    std::chrono::seconds at{below(plain_ ? 1800 : 5400)};
    for (int i = 0; i < most; ++i) {
      const std::chrono::seconds length(plain_ ? 900 + below(2400)
                                               : 5 + below(below(2) ? 60 : 2400));
      lines.push_back({.played = {.camera = "aisle",
                                  .content = std::string(1, "abc"[below(3)]),
                                  .begin = kNine + at,
                                  .end = kNine + at + length},
                       .screen = "left",
                       .told = kNine + at});
      at += length + std::chrono::seconds(below(300));
    }
    return lines;
  }

  void learn() {
    Database database(file_);
    Statement rows = database.prepare(
        "SELECT id, seen, start_ms, end_ms, pose_ms, valence, change, reaction IS NOT NULL, "
        "neutral_ms, happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, "
        "contempt_ms, unknown_ms, visit FROM exposures WHERE seen <> 0");
    for (rows.start(); rows.next();) {
      Part part{rows.integer(1), rows.integer(2), rows.integer(3)};
      part.posed = rows.integer(4) > 0;
      part.valued = !rows.is_null(5);
      part.valence = rows.integer(5);
      part.changed = !rows.is_null(6);
      part.reacted = rows.integer(7) != 0;
      for (int i = 0; i < static_cast<int>(kLabels); ++i)
        if (rows.integer(8 + i) > 0) part.label = i;
      part.first = rows.integer(17) == 1;
      part.dwell_cs = (part.end - part.start + 5) / 10;
      parts_[rows.integer(0)] = part;
    }
  }

  // What came to the ledger since the last look.
  void look(Store& store) {
    learn();
    Database database(file_);
    std::map<std::int64_t, Members> now;
    placed_.clear();
    Statement members = database.prepare("SELECT cell, stay FROM cell_stays");
    for (members.start(); members.next();) {
      now[members.integer(0)].insert(members.integer(1));
      placed_.insert(members.integer(1));
    }
    Statement owing = database.prepare("SELECT cell FROM cell_owed WHERE told_in = ?");
    for (const PublishedCell& row : store.published_since(seen_, 1'000'000)) {
      seen_ = row.id;
      if (row.corrects) {
        take(row);
        continue;
      }
      Members own = now[row.id];
      if (own.empty())  // told of what other cells owe
        for (owing.start(row.id); owing.next();)
          own.insert(now[owing.integer(0)].begin(), now[owing.integer(0)].end());
      members_[row.id] = own;
      tell(row.sums, own, 1);
    }
  }

  // A row below zero: of whoever is no longer there, or of the whole row.
  void take(const PublishedCell& row) {
    Members gone;
    Members& own = members_[*row.corrects];
    const bool whole = row.sums.people == 0 && row.sums.label_time_ms != 0;
    for (const std::int64_t one : own)
      if (whole || (!placed_.contains(one) && !aged_.contains(one))) gone.insert(one);
    ++taken_;
    tell(Sums{} - row.sums, gone, -1);
    for (const std::int64_t one : gone) own.erase(one);
  }

  void tell(const Sums& sums, const Members& members, std::int64_t sign) {
    std::vector<Part> all;
    std::int64_t dwell = 0, valence = 0, first = 0;
    for (const std::int64_t id : members) {
      const Part& part = parts_.at(id);
      all.push_back(part);
      dwell += part.dwell_cs;
      valence += part.valued ? part.valence : 0;
      first += part.first;
    }
    const auto those = [&](auto such) {
      std::vector<Part> some;
      for (const Part& part : all)
        if (such(part)) some.push_back(part);
      return Told{some, sign};
    };
    if (sums.people != 0) {
      ASSERT_EQ(sums.dwell_cs, dwell) << "recounted";
      ASSERT_EQ(sums.people, first);
      time_.push_back({all, sign});
    }
    if (sums.valence_n != 0) {
      ASSERT_EQ(sums.valence_sum, valence);
      valence_.push_back(those([](const Part& p) { return p.valued; }));
    }
    if (sums.pose_ms != 0) pose_.push_back(those([](const Part& p) { return p.posed; }));
    if (sums.change_n != 0) change_.push_back(those([](const Part& p) { return p.changed; }));
    if (sums.reaction_stays != 0) {
      reacted_.push_back(those([](const Part& p) { return p.reacted; }));
      others_.push_back(those([](const Part& p) { return !p.reacted; }));
    }
    for (int label = 0; label < static_cast<int>(kLabels); ++label)
      if (sums.label_ms[static_cast<std::size_t>(label)] != 0)
        time_.push_back(those([&](const Part& p) { return p.label == label; }));
  }

  void age(Store& store, std::chrono::minutes after) {
    const auto kept = [&] {
      Members ids;
      Database database(file_);
      Statement query = database.prepare("SELECT id FROM exposures");
      for (query.start(); query.next();) ids.insert(query.integer(0));
      return ids;
    };
    const Members before = kept();
    store.enforce_retention(kNine + std::chrono::hours(24) + after);
    std::ranges::set_difference(before, kept(), std::inserter(aged_, aged_.end()));
  }

  void begin_store(unsigned seed) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    random_.seed(seed);
    plain_ = seed % 2 == 0;
    parts_.clear(), members_.clear(), aged_.clear();
    for (auto* all : {&time_, &valence_, &pose_, &change_, &reacted_, &others_}) all->clear();
    seen_ = 0;
  }

  std::mt19937 random_;
  bool plain_ = false;
  std::map<std::int64_t, Part> parts_;  ///< by id, also those that are gone
  std::map<std::int64_t, Members> members_;
  Members placed_, aged_;
  std::vector<Told> time_, valence_, pose_, change_, reacted_, others_;
  std::int64_t seen_ = 0;
  std::size_t taken_ = 0;
};

TEST_F(LogLeaks, LateLogsTellNothingOfFewerPeople) {
  for (int i = 0; i < stores(); ++i) {
    begin_store(static_cast<unsigned>(i));
    Store store(file_, {.retention_days = 1, .min_audience = kLeast});
    // An id is never used again.
    Database(file_).execute(
        "INSERT INTO exposures SELECT 1000000000, '', '', '', 4102444800000, "
        "4102444800000, 0, 2, 0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL, '', 0");
    std::int64_t track = 0;
    std::vector<PlayLine> known;
    for (int step = 0; step < 5; ++step) {
      std::vector<Exposure> stays;
      const int people = step == 0 ? 10 + below(30) : below(12);
      for (int one = 0; one < people; ++one)
        for (Exposure& stay : somebody(++track)) stays.push_back(std::move(stay));
      store.add(stays);
      store.flush();
      look(store);
      if (below(4)) store.decide(kNine + std::chrono::hours(below(2) ? 9999 : below(30)));
      look(store);
      const int what = below(4);
      if (what < 2) {
        known = log();
        store.add_shown(known, step % 2 ? "one" : "two");
      } else if (what == 2 && !known.empty()) {  // the player's clock was wrong
        const std::chrono::seconds off(below(120) - 60);
        for (PlayLine& line : known) line.played.begin += off, line.played.end += off;
        store.add_shown(known, "two");
      } else {
        store.undo_shown(below(2) ? "one" : "two");
      }
      look(store);
      if (step > 1 && i % 3 == 2) age(store, std::chrono::minutes(37 * (i + 2 * step) % 180));
      ASSERT_FALSE(HasFatalFailure()) << "store " << i << ", step " << step;
    }
    store.decide(kLater);
    look(store);
    ASSERT_EQ(find_in_times(time_, kLeast), "") << "store " << i;
    for (const auto& [name, all] : {std::pair{"valence", &valence_},
                                    {"pose", &pose_},
                                    {"change", &change_},
                                    {"reactions", &reacted_},
                                    {"no reactions", &others_}})
      ASSERT_EQ(find_in(*all, kLeast), "") << name << " of store " << i;
  }
  EXPECT_GT(taken_, static_cast<std::size_t>(stores()) / 20) << "logs change what was told";
}

}  // namespace
}  // namespace mien::audience
