// No combination of all that was ever told of a store tells of fewer people than the minimum: over
// random stores, with late stays, recordings analysed again, ratings taken back and retention
// between, and random questions. MIEN_LEAK_STORES chooses how many stores (400).
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"
#include "leak_search.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

constexpr int kLeast = 5;
constexpr int kStoresAFile = 25;

int stores() {
  const char* asked = std::getenv("MIEN_LEAK_STORES");
  return asked ? std::max(1, std::atoi(asked)) : 400;
}

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

class LeaksTest : public FolderTest {
 protected:
  using Members = std::set<std::int64_t>;
  struct Rated {
    double value = 0;
    std::string token;
  };

  /// `tight`: a store of few people in few hours, most of whom show one label: where few of the
  /// others hide somebody.
  static Exposure any_stay(std::mt19937& random, const std::string& camera, bool tight) {
    const auto below = [&](int bound) {
      return static_cast<int>(random() % static_cast<unsigned>(bound));
    };
    // Crowds and single people: some hours of some days.
    const int hour = tight ? 24 * below(2) + 10 + below(2)
                           : 24 * below(9) + (below(3) ? 10 + below(2) : below(24));
    Exposure one = stay(tight ? "a" : std::string(1, static_cast<char>('a' + below(2))),
                        kNine + std::chrono::hours(hour) + std::chrono::seconds(below(3600)),
                        1 + below(9000) / 1000.0, 0, camera, !tight && below(6) == 0 ? 2 : 1);
    one.zone = !tight && below(3) == 0 ? "z" : "";
    one.label_ms = {};
    if (tight && below(4)) {
      one.label_ms[static_cast<std::size_t>(below(3))] = 1 + below(4000);
    } else {
      one.label_ms[0] = below(9) == 0 ? 0 : 1 + below(4000);
      for (std::size_t label = 1; label < kLabels; ++label)
        if (below(2 + 2 * static_cast<int>(label)) == 0) one.label_ms[label] = 1 + below(3000);
    }
    if (one.label_ms == decltype(one.label_ms){}) one.label_ms[kEmotions] = 700;
    if (below(3)) one.pose_ms = 1000 + below(1000), one.attention_ms = below(1000);
    one.valence.reset();
    if (below(3)) one.valence = below(2001) / 1000.0 - 1;
    if (below(2)) one.change = below(2001) / 1000.0 - 1;
    if (below(4) == 0) one.reaction = Reaction{Emotion::fear, 300ms};
    return one;
  }

  // What came to the ledger since the last look, as forms over the people behind it.
  void look(Store& store) {
    Database database(file_);
    read_members(database);
    for (const PublishedCell& row : store.published_since(seen_, 1'000'000)) {
      seen_ = row.id;
      Known& known = known_[row.place.camera + row.place.content + row.place.zone];
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
    before_ = now_;
    before_rated_ = now_rated_;
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
      const std::int64_t value = std::llround(ratings_.at(id).value * 1e4);
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
      people.insert({id, 0});
      if (one.pose_ms > 0) pose.insert({id, 0});
      if (one.valence) valence.insert({id, 0});
      if (one.change) change.insert({id, 0});
      (one.reaction ? reacted : others).insert({id, 0});
      for (std::size_t i = 0; i < kLabels; ++i) {
        if (one.label_ms[i] == 0) continue;
        labels[i].insert({id, static_cast<int>(i)});
        time.insert({id, static_cast<int>(i)});
      }
    }
    for (const std::int64_t id : rated) {
      const auto value = static_cast<int>(ratings_.at(id).value + 0.5);
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
  void learn();
  Members ids(const std::string& table) const {
    Database database(file_);
    Statement query = database.prepare("SELECT id FROM " + table);
    query.start();
    Members found;
    while (query.next()) found.insert(query.integer(0));
    return found;
  }

  // An answer is the sum of the rows that a plain reading of the rule takes.
  void ask(Store& store, std::mt19937& random, const std::string& camera) {
    Filter filter{.camera = random() % 4 ? camera : "",
                  .content = random() % 2 ? "" : std::string(1, "ab"[random() % 2])};
    filter.from = kNine + std::chrono::minutes(random() % 14'400);
    filter.to = filter.from + std::chrono::minutes(1 + random() % 14'400);
    if (random() % 6 == 0) filter.from = WallTime{};
    if (random() % 6 == 0) filter.to = WallTime::max();
    const auto floor = [](WallTime t) { return std::chrono::floor<std::chrono::hours>(t); };
    const auto from = since_1970_ms(floor(filter.from));
    const auto to = filter.to == WallTime::max()
                        ? INT64_MAX
                        : since_1970_ms(std::chrono::ceil<std::chrono::hours>(filter.to));
    std::map<std::string, Sums> expected;
    for (const PublishedCell& row : store.published_since(0, 1'000'000)) {
      const std::int64_t begin = since_1970_ms(row.begin), end = since_1970_ms(row.end);
      const std::int64_t middle = begin + (end - begin) / 2;
      const bool camera_fits =
          filter.camera.empty() || row.place.camera == filter.camera || row.place.camera.empty();
      if (!camera_fits || (!filter.content.empty() && row.place.content != filter.content) ||
          middle < from || middle >= to || end - begin > to - from)
        continue;
      expected[row.place.content] += row.sums;
    }
    const auto told = store.by_content(filter);
    for (const auto& [content, sums] : expected) {
      if (sums.people <= 0) continue;
      ASSERT_TRUE(told.contains(content));
      const Figures own = figures_of(sums);
      EXPECT_EQ(told.at(content)->people, own.people);
      EXPECT_EQ(told.at(content)->dwell_s, own.dwell_s);
      EXPECT_EQ(told.at(content)->valence, own.valence);
      EXPECT_EQ(told.at(content)->labels, own.labels);
    }
    for (const auto& [content, figures] : told) EXPECT_GE(figures->people, kLeast);
    for (const auto& [content, figures] : store.ratings_by_content(filter)) {
      EXPECT_EQ(figures->ratings, expected[content].ratings);
      EXPECT_GE(figures->ratings, kLeast);
    }
  }

  std::map<std::string, Known> known_;  ///< by place
  std::map<std::int64_t, Exposure> stays_;
  std::map<std::int64_t, Rated> ratings_;
  std::map<std::int64_t, Members> now_, before_, now_rated_, before_rated_;
  Members placed_, placed_ratings_, aged_, aged_ratings_;
  std::map<std::int64_t, Members> members_, rating_members_;  ///< of rows, as they are
  std::int64_t seen_ = 0;
};

void LeaksTest::learn() {
  Database database(file_);
  Statement stays = database.prepare(
      "SELECT e.id, visit, start_ms, end_ms, pose_ms, valence, change, reaction IS NOT NULL, "
      "neutral_ms, happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, "
      "contempt_ms, unknown_ms FROM exposures e");
  stays.start();
  while (stays.next()) {
    Exposure one;
    one.visit = static_cast<int>(stays.integer(1));
    one.start = WallTime(std::chrono::milliseconds(stays.integer(2)));
    one.end = WallTime(std::chrono::milliseconds(stays.integer(3)));
    one.pose_ms = stays.integer(4);
    if (!stays.is_null(5)) one.valence = static_cast<double>(stays.integer(5)) / 1e4;
    if (!stays.is_null(6)) one.change = static_cast<double>(stays.integer(6)) / 1e4;
    if (stays.integer(7)) one.reaction = Reaction{Emotion::fear, 300ms};
    for (std::size_t i = 0; i < kLabels; ++i)
      one.label_ms[i] = stays.integer(8 + static_cast<int>(i));
    stays_[stays.integer(0)] = one;
  }
  Statement ratings = database.prepare("SELECT id, value FROM ratings");
  ratings.start();
  while (ratings.next()) ratings_[ratings.integer(0)].value = ratings.real(1);
}

TEST_F(LeaksTest, NoCombinationOfAnswersTellsOfFewerPeople) {
  std::mt19937 random(2026);
  std::size_t rows = 0;
  for (int first = 0; first < stores(); first += kStoresAFile) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    known_.clear(), stays_.clear(), ratings_.clear(), before_.clear(), before_rated_.clear();
    members_.clear(), rating_members_.clear(), aged_.clear(), aged_ratings_.clear();
    seen_ = 0;
    Store store(file_, {.retention_days = 12, .min_audience = kLeast, .once = true});
    // Never used again: an id is a person.
    Database(file_).execute(
        "INSERT INTO exposures SELECT 1000000000, '', '', '', 4102444800000, "
        "4102444800000, 0, 2, 0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL, '', 0; "
        "INSERT INTO ratings (id, content, camera, time_ms, value, scale, source, "
        "source_row) VALUES (1000000000, '', '', 4102444800000, 3, 5, '', '')");
    std::vector<std::string> cameras;
    for (int i = 0; i < kStoresAFile; ++i) cameras.push_back("s" + std::to_string(first + i));
    std::map<std::string, std::vector<Exposure>> recorded;
    int row = 0;
    for (int step = 0; step < 5; ++step) {
      for (std::size_t at = 0; at < cameras.size(); ++at) {
        const std::string& camera = cameras[at];
        const bool tight = at % 2 == 0;
        const auto any = [&] { return any_stay(random, camera, tight); };
        std::vector<Exposure> stays;
        std::vector<Rating> ratings;
        const unsigned size = tight ? 16 : 5u << (random() % 4);
        for (unsigned i = 0; i < random() % size; ++i) stays.push_back(any());
        store.add(stays);
        for (unsigned i = 0; i < random() % 16; ++i)
          ratings.push_back({.content = tight || random() % 2 ? "a" : "b",
                             .camera = tight || random() % 2 ? camera : camera + "x",
                             .time = any().start,
                             .value = random() % 2 ? 5.0 : 1.0 + static_cast<double>(random() % 5),
                             .source_row = std::to_string(++row),
                             .token = random() % 2 ? "door" : "till"});
        store.add_ratings(ratings);
        if (random() % 3 ==
            0) {  // a recording, analysed again: most of it, little, or nothing changed
          auto& own = recorded[camera];
          const unsigned kept = random() % 8;
          for (Exposure& one : own)
            if (random() % 8 >= kept) one = any();
          if (own.empty())
            for (int i = 0; i < 12; ++i) own.push_back(any());
          if (random() % 4 == 0) own.pop_back();
          for (Exposure& one : own) one.recording = "hash-" + camera;
          store.replace({"hash-" + camera}, own);
        }
        if (random() % 4 == 0)
          store.undo_ratings({.token = random() % 2 ? "door" : "till",
                              .camera = camera,
                              .from = kNine + std::chrono::hours(random() % (tight ? 30 : 200))});
        look(store);
      }
      store.flush();
      learn();
      store.decide(kNine + std::chrono::hours(60 * step + random() % 60), random() % 2);
      look(store);
      ASSERT_FALSE(HasFatalFailure());
      for (const std::string& camera : cameras)
        for (int i = 0; i < 2; ++i) ask(store, random, camera);
      if (step > 2) {
        const Members stays = ids("exposures"), ratings = ids("ratings");
        store.enforce_retention(kNine + std::chrono::hours(300 + random() % 150));
        std::ranges::set_difference(stays, ids("exposures"), std::inserter(aged_, aged_.end()));
        std::ranges::set_difference(ratings, ids("ratings"),
                                    std::inserter(aged_ratings_, aged_ratings_.end()));
      }
    }
    store.decide(kLater, true);
    look(store);
    for (const auto& [place, known] : known_) {
      ASSERT_EQ(known.find(), "") << "place " << place << " after " << first << " stores\n"
                                  << (std::getenv("MIEN_LEAK_DUMP") ? known.labels.dump() : "");
      rows += known.people.rows() + known.labels.rows() + known.ratings.rows();
    }
  }
  EXPECT_GT(rows, static_cast<std::size_t>(stores())) << "something was told";
}

// The differences of the issue: an hour less a minute of it, all contents less those shown.
TEST_F(LeaksTest, TheTwoDifferencesTellNothing) {
  Store store(file_, {.min_audience = kLeast});
  std::vector<Exposure> stays;
  for (int i = 0; i < 9; ++i)
    stays.push_back(stay("shelf", kNine + std::chrono::minutes(i), 2 + i, 0.1 * i));
  stays.push_back(stay("rare", kNine + 30min, 40, -0.9));
  store.add(stays);
  store.decide(kLater);
  const auto all = store.totals({.from = kNine, .to = kNine + 1h});
  const auto less = store.totals({.from = kNine + 1ms, .to = kNine + 1h});
  EXPECT_EQ(all->people, less->people) << "both are the hour";
  EXPECT_EQ(all->dwell_s, less->dwell_s);
  EXPECT_EQ(all->people, store.by_content().at("shelf")->people) << "the rare one is in no sum";
  EXPECT_EQ(store.totals()->people, 9);
  EXPECT_EQ(store.series(Span::week).at(0).figures->people, 9);
}

// The search finds what there is to find.
TEST(LeakSearchTest, FindsASubtraction) {
  LeakSearch search;
  search.told({{1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 0}, {6, 0}});
  EXPECT_EQ(search.find(5), "");
  search.told({{1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 0}});
  EXPECT_EQ(search.find(5), "a combination tells of 1 people");
  LeakSearch rest;  // a label that one person of an hour showed, told with another hour's
  rest.told({{1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 0}, {6, 1}});
  rest.told({{1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 0}});
  rest.told({{6, 1}, {7, 1}, {8, 1}, {9, 1}, {10, 1}});
  EXPECT_NE(rest.find(5), "");
}

}  // namespace
}  // namespace mien::audience
