// Successive halving (Jamieson and Talwalkar 2016): short measurements of many, long ones of few.

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <fmt/format.h>

#include "bench/tune.h"

namespace mien::bench {

namespace {

constexpr double kKept = 1.0 / 3;          // of a rung
constexpr double kShortest = 1;            // second below which a measurement says nothing
constexpr double kStartUp = 0.6;           // seconds that a child needs besides, until one was seen
constexpr std::uint32_t kDraw = 20191022;  // any; the same trials every time

// As many rungs as thirds can be taken before two are left.
int rungs_for(std::size_t trials) {
  int rungs = 1;
  for (double left = static_cast<double>(trials); left > 3; left *= kKept) ++rungs;
  return rungs;
}

class Halving {
 public:
  Halving(std::vector<Trial>& trials, double seconds, const StudyTools& tools, const Clock& clock)
      : trials_(trials), tools_(tools), clock_(clock), begin_(clock()), end_(begin_ + seconds) {
    for (std::size_t i = 0; i < trials.size(); ++i)
      if (trials[i].verdict.empty()) left_.push_back(i);
  }

  std::vector<std::size_t> run() {
    if (left_.empty()) return {};
    draw();
    const int rungs = rungs_for(left_.size());
    for (int rung = 0; rung < rungs && (rung == 0 || clock_() < end_); ++rung) {
      const double share = (end_ - clock_()) / (rungs - rung);
      measure_all(rung, share);
      rank();
      if (rung + 1 < rungs) cut();
    }
    return left_;
  }

 private:
  // More trials than the first rung has time for: some are drawn, the first among them.
  void draw() {
    const double budget = (end_ - begin_) / rungs_for(left_.size());
    const auto affordable =
        static_cast<std::size_t>(std::max(2.0, budget / (kShortest + kStartUp)));
    if (left_.size() <= affordable) return;
    std::mt19937 random(kDraw);
    std::shuffle(left_.begin() + 1, left_.end(), random);
    for (std::size_t i = affordable; i < left_.size(); ++i) trials_[left_[i]].verdict = "not tried";
    left_.resize(affordable);
    std::ranges::sort(left_);
  }

  void measure_all(int rung, double budget) {
    const double each = budget / static_cast<double>(left_.size());
    const double seconds = std::max(kShortest, each - start_up_);
    for (std::size_t i = 0; i < left_.size(); ++i) {
      // The time is over: what was measured in this rung or before must do, but all of the first
      // rung is seen.
      if (rung > 0 && clock_() > end_) return;
      Trial& trial = trials_[left_[i]];
      tools_.say(fmt::format("round {}, {} of {}, {} {}", rung + 1, i + 1, left_.size(),
                             trial.job.approach, trial.job.detector),
                 (clock_() - begin_) / std::max(end_ - begin_, 1e-9));
      measure(trial, rung, seconds);
    }
  }

  void measure(Trial& trial, int rung, double seconds) {
    Series once{.job = trial.job};
    once.job.passes = 1000;
    once.job.seconds = seconds;
    const double before = clock_();
    measure_once(once, tools_);
    if (once.failed()) {
      trial.verdict = once.error;
      return;
    }
    start_up_ = 0.5 * start_up_ + 0.5 * std::max(0.0, clock_() - before - seconds);
    trial.fps = once.runs.front().fps;
    trial.rung = rung;
    trial.seconds = seconds;
  }

  // Those of the last rung first: its measurements are the longest.
  void rank() {
    std::erase_if(left_, [&](std::size_t i) { return !trials_[i].verdict.empty(); });
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
  const StudyTools& tools_;
  const Clock& clock_;
  double begin_, end_, start_up_ = kStartUp;
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
  return trial.verdict.empty() || trial.verdict == "dropped" || trial.verdict == "not tried";
}

/// A walk uphill over single settings.
class Climb {
 public:
  Climb(std::vector<Trial>& trials, const StudyTools& tools, const Clock& clock, double seconds)
      : trials_(trials), tools_(tools), clock_(clock), end_(clock() + seconds) {
    for (const Trial& trial : trials) settings_.push_back(settings_of(trial.job));
  }

  std::vector<std::size_t> from(std::vector<std::size_t> ranking) {
    const int rung = 1 + trials_[ranking.front()].rung;
    for (int lap = 0; lap < kMostLaps && clock_() < end_; ++lap) {
      const std::size_t here = ranking.front();
      std::vector<std::size_t> near{here};
      for (std::size_t i = 0; i < trials_.size(); ++i)
        if (i != here && may_win(trials_[i]) && distance(settings_[i], settings_[here]) == 1)
          near.push_back(i);
      measure(near, rung + lap, (end_ - clock_()) / (kMostLaps - lap));
      std::erase_if(near, [&](std::size_t i) { return trials_[i].rung != rung + lap; });
      if (near.empty()) return ranking;
      std::ranges::stable_sort(near, std::greater<>(),
                               [&](std::size_t i) { return trials_[i].fps; });
      ranking = std::move(near);
      if (ranking.front() == here) break;
    }
    return ranking;
  }

 private:
  static constexpr int kMostLaps = 4;

  void measure(const std::vector<std::size_t>& near, int rung, double budget) {
    const double seconds =
        std::max(kShortest, budget / static_cast<double>(near.size()) - kStartUp);
    for (const std::size_t i : near) {
      tools_.say("near the best, " + trials_[i].job.approach, 1 - (end_ - clock_()) / end_);
      Series once{.job = trials_[i].job};
      once.job.passes = 1000;
      once.job.seconds = seconds;
      measure_once(once, tools_);
      if (once.failed()) {
        trials_[i].verdict = once.error;
        continue;
      }
      trials_[i].fps = once.runs.front().fps;
      trials_[i].rung = rung;
      trials_[i].seconds = seconds;
      trials_[i].verdict.clear();
    }
  }

  std::vector<Trial>& trials_;
  const StudyTools& tools_;
  const Clock& clock_;
  double end_;
  std::vector<nlohmann::json> settings_;
};

}  // namespace

std::vector<std::size_t> climb(std::vector<Trial>& trials, std::vector<std::size_t> ranking,
                               double seconds, const StudyTools& tools, const Clock& clock) {
  if (ranking.empty()) return ranking;
  return Climb(trials, tools, clock, seconds).from(std::move(ranking));
}

std::vector<std::size_t> halve(std::vector<Trial>& trials, double seconds, const StudyTools& tools,
                               const Clock& clock) {
  return Halving(trials, seconds, tools, clock).run();
}

}  // namespace mien::bench
