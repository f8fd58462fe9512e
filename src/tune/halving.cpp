// Successive halving (Jamieson and Talwalkar 2016): short measurements of many, long ones of few;
// and a walk uphill from the best of them.

#include <algorithm>
#include <cmath>
#include <random>

#include <fmt/format.h>

#include "tune/tune.h"

namespace mien::tune {

namespace {

constexpr double kKept = 1.0 / 3;  // of a rung
constexpr double kShortest = 1;    // second below which a measurement says nothing
constexpr double kLongest = 60;
constexpr std::uint32_t kDraw = 20191022;  // any; the same trials every time

// As many rungs as thirds can be taken before two are left.
int rungs_for(std::size_t trials) {
  int rungs = 1;
  for (double left = static_cast<double>(trials); left > 3; left *= kKept) ++rungs;
  return rungs;
}

void measure_trial(Trial& trial, int rung, double seconds, TimeBudget& budget) {
  Series once{.job = trial.job};
  once.job.passes = 1000;
  once.job.seconds = seconds;
  budget.measure(once);
  if (once.failed()) {
    trial.verdict = once.error;
    return;
  }
  trial.fps = once.runs.front().fps;
  trial.rung = rung;
  trial.seconds = seconds;
  trial.verdict.clear();
}

class Halving {
 public:
  Halving(std::vector<Trial>& trials, TimeBudget& budget, double until)
      : trials_(trials), budget_(budget), until_(until) {
    for (std::size_t i = 0; i < trials.size(); ++i)
      if (trials[i].verdict.empty()) left_.push_back(i);
  }

  std::vector<std::size_t> run() {
    draw();
    if (left_.empty()) return {};
    const int rungs = rungs_for(left_.size());
    for (int rung = 0; rung < rungs && !left_.empty(); ++rung) {
      if (!measure_all(rung, rungs - rung)) break;
      rank();
      if (rung + 1 < rungs) cut();
    }
    rank();
    return left_;
  }

 private:
  // More trials than there is time for: some are drawn, the first among them.
  void draw() {
    const double time = until_ - budget_.elapsed(), each = budget_.cost(kShortest);
    const auto fits = [&](std::size_t n) {
      return rungs_for(n) * static_cast<double>(n) * each <= time;
    };
    std::size_t affordable = left_.size();
    while (affordable > 0 && !fits(affordable)) --affordable;
    if (affordable == left_.size()) return;
    std::mt19937 random(kDraw);
    std::shuffle(left_.begin() + 1, left_.end(), random);
    for (std::size_t i = affordable; i < left_.size(); ++i) trials_[left_[i]].verdict = "not tried";
    left_.resize(affordable);
    std::ranges::sort(left_);
  }

  // False where the time was over before all were measured: what was measured must do.
  bool measure_all(int rung, int rungs_left) {
    const double share = budget_.elapsed() + (until_ - budget_.elapsed()) / rungs_left;
    const double seconds = std::clamp(budget_.each(left_.size(), share), kShortest, kLongest);
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (!budget_.fits(seconds, until_)) return false;
      Trial& trial = trials_[left_[i]];
      budget_.say(fmt::format("round {}, {} of {}, {} {}", rung + 1, i + 1, left_.size(),
                              trial.job.approach, trial.job.detector),
                  0);
      measure_trial(trial, rung, seconds, budget_);
    }
    return true;
  }

  // Those of the last rung first: its measurements are the longest.
  void rank() {
    std::erase_if(left_, [&](std::size_t i) {
      if (trials_[i].rung < 0 && trials_[i].verdict.empty()) trials_[i].verdict = "not tried";
      return !trials_[i].verdict.empty();
    });
    std::ranges::stable_sort(left_, std::greater<>(), [&](std::size_t i) {
      return std::pair(trials_[i].rung, trials_[i].fps);
    });
  }

  void cut() {
    const auto kept = static_cast<std::size_t>(
        std::max(2.0, std::ceil(static_cast<double>(left_.size()) * kKept)));
    for (std::size_t i = kept; i < left_.size(); ++i) trials_[left_[i]].verdict = "dropped";
    if (left_.size() > kept) left_.resize(kept);
  }

  std::vector<Trial>& trials_;
  TimeBudget& budget_;
  double until_;
  std::vector<std::size_t> left_;
};

// Settings that both have and that differ.
int distance(const nlohmann::json& a, const nlohmann::json& b) {
  int differing = 0;
  for (const auto& [name, value] : a.items())
    if (name != "detect_fps" && b.contains(name) && b[name] != value) ++differing;
  return differing;
}

bool may_win(const Trial& trial) {
  const std::string& verdict = trial.verdict;
  return trial.asked && trial.sees_enough &&
         (verdict.empty() || verdict == "dropped" || verdict == "not tried");
}

/// A walk uphill over single settings.
class Climb {
 public:
  Climb(std::vector<Trial>& trials, TimeBudget& budget, double until)
      : trials_(trials), budget_(budget), until_(until) {
    for (const Trial& trial : trials) settings_.push_back(settings_of(trial.job));
  }

  std::vector<std::size_t> from(std::vector<std::size_t> ranking) {
    const int rung = 1 + trials_[ranking.front()].rung;
    for (int lap = 0; lap < kMostLaps; ++lap) {
      const std::size_t here = ranking.front();
      std::vector<std::size_t> near{here};
      for (std::size_t i = 0; i < trials_.size(); ++i)
        if (i != here && may_win(trials_[i]) && distance(settings_[i], settings_[here]) == 1)
          near.push_back(i);
      measure(near, rung + lap, kMostLaps - lap);
      std::erase_if(near, [&](std::size_t i) { return trials_[i].rung != rung + lap; });
      if (near.size() < 2) return ranking;
      std::ranges::stable_sort(near, std::greater<>(),
                               [&](std::size_t i) { return trials_[i].fps; });
      ranking = std::move(near);
      if (ranking.front() == here) break;
    }
    return ranking;
  }

 private:
  static constexpr int kMostLaps = 4;

  void measure(const std::vector<std::size_t>& near, int rung, int laps_left) {
    const double share = budget_.elapsed() + (until_ - budget_.elapsed()) / laps_left;
    const double seconds = std::clamp(budget_.each(near.size(), share), kShortest, kLongest);
    for (const std::size_t i : near) {
      if (!budget_.fits(seconds, until_)) return;
      budget_.say("near the best, " + trials_[i].job.approach, 0);
      measure_trial(trials_[i], rung, seconds, budget_);
    }
  }

  std::vector<Trial>& trials_;
  TimeBudget& budget_;
  double until_;
  std::vector<nlohmann::json> settings_;
};

}  // namespace

std::vector<std::size_t> climb(std::vector<Trial>& trials, std::vector<std::size_t> ranking,
                               TimeBudget& budget, double until) {
  if (ranking.empty()) return ranking;
  return Climb(trials, budget, until).from(std::move(ranking));
}

std::vector<std::size_t> halve(std::vector<Trial>& trials, TimeBudget& budget, double until) {
  return Halving(trials, budget, until).run();
}

}  // namespace mien::tune
