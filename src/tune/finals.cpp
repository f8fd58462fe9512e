#include "tune/finals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/repeats.h"

namespace mien::tune {

namespace {

constexpr int kMostRounds = 5;
constexpr double kShortestFinal = 1, kLongestFinal = 5;  // seconds of a run

struct FinalPlan {
  std::size_t jobs = 1;
  int rounds = bench::kLeastRounds;
  double seconds = kShortestFinal;
};

// More rounds before more jobs before longer runs.
FinalPlan plan_for(std::size_t jobs, const TimeBudget& budget, double until) {
  for (const int rounds : {kMostRounds, bench::kLeastRounds}) {
    for (std::size_t count = jobs; count > 1; --count) {
      const double seconds = budget.each(count * static_cast<std::size_t>(rounds), until);
      if (seconds >= kShortestFinal) return {count, rounds, std::min(seconds, kLongestFinal)};
    }
  }
  return {};
}

Estimate over(const Series& one, const Series& other) {
  return ratio_of_medians(one.fps(), other.fps());
}

// One run of each; false where the time is over before its end.
bool run_round(FinalRuns& finals, int round, TimeBudget& budget, double until) {
  for (std::size_t i = 0; i < finals.series.size(); ++i) {
    Series& next = bench::in_turn(finals.series, round, i);
    if (!budget.fits(next.job.seconds, until)) return false;
    budget.say("verifying, " + next.job.approach, 0.75 + 0.04 * round);
    budget.measure(next);
  }
  return true;
}

}  // namespace

FinalRuns run_finals(std::vector<Job> jobs, TimeBudget& budget, double until) {
  FinalRuns finals;
  const FinalPlan plan = plan_for(jobs.size(), budget, until);
  jobs.resize(std::min(jobs.size(), plan.jobs));
  for (Job& job : jobs) {
    job.passes = 1000;
    job.seconds = plan.seconds;
    finals.series.push_back({.job = std::move(job)});
  }
  if (finals.series.size() < 2) return finals;
  constexpr double kSlack = 0.05;  // of the whole: a start may take longer than those before
  const double end = until + (std::isfinite(budget.whole()) ? kSlack * budget.whole() : 0);
  while (finals.rounds < plan.rounds && run_round(finals, finals.rounds, budget, end))
    ++finals.rounds;
  for (Series& one : finals.series)
    if (one.runs.size() > static_cast<std::size_t>(finals.rounds))
      one.runs.resize(static_cast<std::size_t>(finals.rounds));
  return finals;
}

std::vector<std::size_t> placed(const FinalRuns& finals, bool default_may_win) {
  std::vector<std::size_t> places(finals.series.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  const auto failed = [&](std::size_t place) { return finals.series[place].failed(); };
  std::erase_if(places, failed);
  std::ranges::stable_sort(places, std::greater<>(),
                           [&](std::size_t place) { return finals.series[place].median_fps(); });
  const Series& usual = finals.series[0];
  if (!default_may_win) std::erase(places, 0u);
  if (!default_may_win || (usual.failed() && usual.runs.empty())) return places;
  if (usual.failed()) {  // it runs, but was not seen to the end: nothing is known to beat it
    places.insert(places.begin(), 0u);
    return places;
  }
  const auto beats = [&](std::size_t place) {
    return place != 0 && over(finals.series[place], usual).low > 1;
  };
  auto winner = std::ranges::find_if(places, beats);
  if (winner == places.end()) winner = std::ranges::find(places, 0u);
  std::rotate(places.begin(), winner, std::next(winner));
  return places;
}

nlohmann::json finals_json(const FinalRuns& finals, const std::vector<std::size_t>& places) {
  if (!finals.tells() || places.empty()) return nullptr;
  const Series &winner = finals.series[places[0]], &usual = finals.series[0];
  nlohmann::json object = {{"rounds", finals.rounds}, {"winner_fps", winner.fps()}};
  if (!usual.failed()) {
    const auto ratio = over(winner, usual);
    object["default_fps"] = usual.fps();
    object["over_default"] = ratio.value;
    object["over_default_interval"] = {ratio.low, ratio.high};
  }
  if (places.size() < 2) return object;
  const Series& second = finals.series[places[1]];
  const auto ratio = over(winner, second);
  object["runner_up_fps"] = second.fps();
  object["ratio"] = ratio.value;
  object["interval"] = {ratio.low, ratio.high};
  return object;
}

}  // namespace mien::tune
