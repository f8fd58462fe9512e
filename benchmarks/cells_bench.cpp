// What figures of cells cost and what they leave out.
//
//   cells_bench [DAYS]
//
// First a year (or DAYS) of twenty cameras with two contents each: how long questions take, and one
// hour's decision. Then stores of 20, 200 and 2,000 visitors a day for four weeks at a minimum of
// 5: the share of their people in cells of each length, and in none.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>

#include <fmt/format.h>

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "base/temporary_folder.h"

namespace {

using namespace mien;
using namespace mien::audience;

const WallTime kBegin = *parse_time("2025-11-03T00:00:00Z").time;  // a Monday

class Folder : public TemporaryFolder {
 public:
  std::filesystem::path file() const { return path() / "mien.db"; }
};

Exposure stay(std::mt19937& random, const std::string& camera, const std::string& content,
              WallTime at) {
  Exposure one{.camera = camera, .content = content};
  one.start = at;
  one.end = at + std::chrono::milliseconds(1000 + random() % 20'000);
  one.pose_ms = one.dwell_ms();
  one.attention_ms = one.dwell_ms() / 2;
  if (random() % 3) one.valence = static_cast<double>(random() % 2001) / 1000 - 1;
  one.label_ms[0] = one.dwell_ms() / 2;
  one.label_ms[1 + random() % 8] = one.dwell_ms() - one.label_ms[0];
  return one;
}

/// Visitors come from nine to nine, most of them in the afternoon.
WallTime opening_hour(std::mt19937& random, int day) {
  const double hour =
      std::min(11.99, std::max(0.0, std::normal_distribution<double>(7, 3)(random)));
  return kBegin + std::chrono::days(day) + std::chrono::hours(9) +
         std::chrono::milliseconds(static_cast<std::int64_t>(hour * 3.6e6));
}

template <class Ask>
void time_of(const char* what, Ask ask) {
  double best = 1e9, best_cpu = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    ask();
    best_cpu = std::min(best_cpu, 1e3 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
    best = std::min(
        best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                  .count());
  }
  fmt::print("{:<58} {:>8.1f} ms, {:.1f} of CPU\n", what, best, best_cpu);
}

void year(int days) {
  const Folder folder;
  Store store(folder.file(), {.min_audience = 5});
  std::mt19937 random(1);
  for (int day = 0; day < days; ++day) {
    std::vector<Exposure> stays;
    std::vector<Rating> ratings;
    for (int camera = 0; camera < 20; ++camera)
      for (int i = 0; i < 160; ++i) {
        const std::string content = fmt::format("content-{}", 2 * (camera % 5) + i % 2);
        stays.push_back(
            stay(random, fmt::format("camera-{}", camera), content, opening_hour(random, day)));
        if (i % 8 == 0)
          ratings.push_back({.content = content,
                             .time = stays.back().end,
                             .value = 1.0 + static_cast<double>(random() % 5),
                             .source_row = fmt::format("{} {} {}", day, camera, i)});
      }
    store.add(stays);
    store.add_ratings(ratings);
    if (day % 7 == 6) store.decide(kBegin + std::chrono::days(day + 2));
  }
  const WallTime end = kBegin + std::chrono::days(days);
  store.decide(end + std::chrono::days(8));
  fmt::print("{} days of 20 cameras: {} stays in {} cells\n", days,
             Database(folder.file()).integer("SELECT count(*) FROM exposures"),
             Database(folder.file()).integer("SELECT count(*) FROM cells"));
  const Filter all{.from = kBegin + std::chrono::minutes(617),
                   .to = end - std::chrono::minutes(500)};
  Filter camera = all;
  camera.camera = "camera-7";
  time_of("totals of the year", [&] { store.totals(all); });
  time_of("contents of the year", [&] { store.by_content(all); });
  time_of("contents of the year, one camera", [&] { store.by_content(camera); });
  time_of("ranking of the year", [&] { store.rank_by_valence(all); });
  time_of("days of the year", [&] { store.series(Span::day, all); });
  time_of("ratings against expressions of the year, 200 rounds",
          [&] { store.relate(all, {.resampling = {.rounds = 200}}); });
  const Filter week{.from = end - std::chrono::days(7), .to = end};
  time_of("hours of a week", [&] { store.series(Span::hour, week); });
  std::vector<Exposure> hour;
  for (int camera = 0; camera < 20; ++camera)
    for (int i = 0; i < 20; ++i)
      hour.push_back(stay(random, fmt::format("camera-{}", camera),
                          fmt::format("content-{}", camera % 5),
                          end + std::chrono::days(10) + std::chrono::minutes(i)));
  store.add(hour);
  store.flush();
  const auto begin = std::chrono::steady_clock::now();
  const auto rows = store.decide(end + std::chrono::days(10) + std::chrono::minutes(70));
  fmt::print(
      "{:<58} {:>8.1f} ms\n", fmt::format("deciding an hour of 400 people ({} rows)", rows),
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
}

void lost(int visitors, int cameras) {
  const Folder folder;
  Store store(folder.file(), {.min_audience = 5});
  std::mt19937 random(7);
  std::vector<Exposure> stays;
  std::int64_t valences = 0;
  for (int day = 0; day < 28; ++day)
    for (int visitor = 0; visitor < visitors; ++visitor) {
      const int camera = static_cast<int>(random() % static_cast<unsigned>(cameras));
      stays.push_back(stay(random, fmt::format("camera-{}", camera),
                           fmt::format("content-{}", camera), opening_hour(random, day)));
      valences += stays.back().valence.has_value();
    }
  store.add(stays);
  store.decide(kBegin + std::chrono::days(40));
  Database database(folder.file());
  const auto share = [&](int level) {
    return 100.0 *
           static_cast<double>(database.integer(
               fmt::format("SELECT ifnull(sum(people), 0) FROM cells WHERE level = {}", level))) /
           static_cast<double>(stays.size());
  };
  const std::int64_t labels =
      database.integer("SELECT ifnull(sum(label_time_ms), 0) FROM cells") * 100 /
      std::max<std::int64_t>(1, database.integer("SELECT sum(neutral_ms + happiness_ms + "
                                                 "surprise_ms + sadness_ms + anger_ms + disgust_ms "
                                                 "+ fear_ms + contempt_ms + unknown_ms) FROM "
                                                 "exposures"));
  const double told =
      static_cast<double>(database.integer("SELECT ifnull(sum(valence_n), 0) FROM cells"));
  fmt::print(
      "| {:>5} | {:>2} | {:>4.1f} | {:>4.1f} | {:>4.1f} | {:>4.1f} | **{:.1f}** | {:.1f} | {} |\n",
      visitors, cameras, share(0), share(1), share(2), share(3),
      100 - share(0) - share(1) - share(2) - share(3),
      100 - 100 * told / static_cast<double>(valences), 100 - labels);
}

}  // namespace

int main(int arguments, char** words) {
  fmt::print(
      "| visitors a day | cameras | % in hours | in day-parts | in days | in weeks | in none | "
      "valences in none | label time in none |\n");
  for (const int cameras : {1, 4})
    for (const int visitors : {20, 200, 2000}) lost(visitors, cameras);
  year(arguments > 1 ? std::atoi(words[1]) : 365);
}
