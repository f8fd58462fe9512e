// Ratings of 50 clients, each told when its own is on disk: a commit each, then one for all that
// wait. Questions to a store of a million stays over a month: with the sums that are kept, and, for
// totals and a ranking, as a plain scan of the rows would answer them.
#include <filesystem>
#include <mutex>
#include <random>
#include <string>
#include <thread>

#include <benchmark/benchmark.h>

#include "audience/store.h"
#include "audience/store_desk.h"
#include "base/sqlite_database.h"
#include "base/temporary_folder.h"

namespace {

using namespace mien;
using namespace mien::audience;

constexpr int kStays = 1'000'000, kRatings = 200'000, kDays = 30, kContents = 8, kCameras = 4;
const mien::WallTime kBegin = *parse_time("2026-11-01T00:00:00Z").time;

class BigStore {
 public:
  BigStore() {
    Store store(file());
    std::mt19937 random(1);
    std::vector<Exposure> stays;
    const auto any_time = [&] {
      return kBegin + std::chrono::milliseconds(random() % (kDays * 86'400'000ULL));
    };
    for (int i = 0; i < kStays; ++i) {
      Exposure stay{.camera = "camera-" + std::to_string(random() % kCameras),
                    .content = "content-" + std::to_string(random() % kContents)};
      stay.start = any_time();
      stay.end = stay.start + std::chrono::milliseconds(1000 + random() % 60'000);
      stay.valence = static_cast<double>(random() % 2001) / 1000 - 1;
      stay.label_ms[random() % 9] = stay.dwell_ms();
      stays.push_back(stay);
      if (stays.size() < 20'000) continue;
      store.add(stays);
      store.flush();
      stays.clear();
    }
    store.add(stays);
    std::vector<Rating> ratings;
    for (int i = 0; i < kRatings; ++i)
      ratings.push_back({.content = "content-" + std::to_string(random() % kContents),
                         .time = any_time(),
                         .value = 1 + static_cast<double>(random() % 5),
                         .source = "kiosk",
                         .source_row = std::to_string(i)});
    store.add_ratings(ratings);
    store.decide(kBegin + std::chrono::days(kDays + 8));
  }
  std::filesystem::path file() const { return folder_.path() / "mien.db"; }

 private:
  const TemporaryFolder folder_;
};

const std::filesystem::path& file() {
  static const BigStore store;
  static const std::filesystem::path path = store.file();
  return path;
}

template <class Ask>
void ask(benchmark::State& state, Ask question) {
  Store store(file());
  for (auto _ : state) question(store);
}

void scan(benchmark::State& state, const std::string& sql) {
  mien::Database database(file());
  for (auto _ : state) benchmark::DoNotOptimize(database.integer(sql));
}

void plain_totals(benchmark::State& state) {
  scan(state,
       "SELECT count(*) + sum(visit = 1) + sum(end_ms - start_ms) + sum(valence) + "
       "sum(valence * valence) + sum(happiness_ms) FROM exposures");
}
void totals(benchmark::State& state) {
  ask(state, [](Store& s) { benchmark::DoNotOptimize(s.totals()); });
}
void totals_of_a_week(benchmark::State& state) {
  ask(state, [](Store& s) {
    const mien::WallTime from = kBegin + std::chrono::minutes(5 * 1440 + 17);
    benchmark::DoNotOptimize(s.totals({.from = from, .to = from + std::chrono::days(7)}));
  });
}
void by_content(benchmark::State& state) {
  ask(state, [](Store& s) { benchmark::DoNotOptimize(s.by_content()); });
}
void series_of_a_month(benchmark::State& state) {
  ask(state, [](Store& s) { benchmark::DoNotOptimize(s.series(Span::hour)); });
}
void plain_ranking(benchmark::State& state) {
  scan(state, "SELECT sum(valence) FROM exposures WHERE valence IS NOT NULL GROUP BY content");
}
void rank_by_valence(benchmark::State& state) {
  ask(state, [](Store& s) { benchmark::DoNotOptimize(s.rank_by_valence()); });
}
void rank_of_a_day(benchmark::State& state) {
  ask(state, [](Store& s) {
    benchmark::DoNotOptimize(
        s.rank_by_valence({.from = kBegin, .to = kBegin + std::chrono::days(1)}));
  });
}
void rank_by_rating(benchmark::State& state) {
  ask(state, [](Store& s) { benchmark::DoNotOptimize(s.rank_by_rating()); });
}
void ratings_by_content(benchmark::State& state) {
  ask(state, [](Store& s) { benchmark::DoNotOptimize(s.ratings_by_content()); });
}
void relate(benchmark::State& state) {
  ask(state, [](Store& s) { benchmark::DoNotOptimize(s.relate()); });
}
void relate_a_day(benchmark::State& state) {
  ask(state, [](Store& s) {
    benchmark::DoNotOptimize(s.relate({.from = kBegin, .to = kBegin + std::chrono::days(1)}));
  });
}

constexpr int kClients = 50, kEach = 20;

/// Each client hands in its ratings one after another.
template <class HandIn>
void rate(benchmark::State& state, HandIn hand_in) {
  int round = 0;
  for (auto _ : state) {
    ++round;
    std::vector<std::jthread> clients;
    for (int client = 0; client < kClients; ++client)
      clients.emplace_back([&, client] {
        for (int i = 0; i < kEach; ++i) {
          const int row = (round * kClients + client) * kEach + i;
          hand_in({{.content = "shelf",
                    .time = kBegin,
                    .value = 4,
                    .source = "bench",
                    .source_row = std::to_string(row)}});
        }
      });
  }
  state.SetItemsProcessed(state.iterations() * kClients * kEach);
}

void ratings_one_by_one(benchmark::State& state) {
  Store store(file());
  std::mutex mutex;
  rate(state, [&](std::vector<Rating> rating) {
    std::lock_guard lock(mutex);
    store.add_ratings(rating);
  });
}
void ratings_at_the_desk(benchmark::State& state) {
  StoreDesk desk(file());
  rate(state, [&](std::vector<Rating> rating) { desk.hand_in_and_wait(std::move(rating)); });
}

BENCHMARK(ratings_one_by_one)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(ratings_at_the_desk)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(plain_totals)->Unit(benchmark::kMillisecond);
BENCHMARK(totals)->Unit(benchmark::kMillisecond);
BENCHMARK(totals_of_a_week)->Unit(benchmark::kMillisecond);
BENCHMARK(by_content)->Unit(benchmark::kMillisecond);
BENCHMARK(series_of_a_month)->Unit(benchmark::kMillisecond);
BENCHMARK(plain_ranking)->Unit(benchmark::kMillisecond);
BENCHMARK(rank_by_valence)->Unit(benchmark::kMillisecond);
BENCHMARK(rank_of_a_day)->Unit(benchmark::kMillisecond);
BENCHMARK(rank_by_rating)->Unit(benchmark::kMillisecond);
BENCHMARK(ratings_by_content)->Unit(benchmark::kMillisecond);
BENCHMARK(relate)->Unit(benchmark::kMillisecond);
BENCHMARK(relate_a_day)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
