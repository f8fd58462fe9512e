#include "tune/demand.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "bench/measure.h"
#include "statistics/repeats.h"
#include "tune/demand_loss.h"

namespace mien::tune {

using nlohmann::json;

namespace {

constexpr std::array kWays = {"off", "auto", "on"};
constexpr double kShortestPass = 1.5, kLongestPass = 60;  // seconds
constexpr double kLooksShare = 0.6;                       // of the time; the rest is for rounds
constexpr int kDemandRounds = 5;
constexpr double kTimed = 1.5;       // seconds of a run of a round, at least
constexpr double kLongRun = 3;       // seconds from which two rounds are enough
constexpr double kLeastGain = 0.97;  // of the cost of what is chosen so far: less is noise
constexpr std::size_t kMostInputs = 10;
constexpr char kNoTime[] = "no time was left; give a longer --search-duration";

struct Way {
  std::vector<double> costs;           ///< CPU ms a frame, round by round
  double cpu_seconds = 0, frames = 0;  ///< of the looks
  DemandLoss loss;
  double cost() const { return median(costs); }
};

struct Look {
  Measurement run;
  Seen seen;
  std::string trouble;  ///< empty: the recording was seen to its end
};

json not_compared(const std::string& why) {
  return {{"reason", "The --demand modes were not compared: " + why + "."}};
}

class DemandStudy {
 public:
  DemandStudy(const Job& winner, const TuneOptions& options, TimeBudget& budget)
      : winner_(winner), options_(options), budget_(budget) {}

  json run(double until) {
    const double now = budget_.elapsed();
    const bool endless = !std::isfinite(until);
    look_at_inputs(endless ? until : now + kLooksShare * (until - now));
    if (looked_at_.empty()) return not_compared(trouble_);
    if (ways_[0].loss.tracks == 0) return not_compared("nobody is seen in these recordings");
    time_ways(until);
    return result();
  }

 private:
  // Each to its end: work on demand passes over what shows nobody, and would see more of a cut one.
  void look_at_inputs(double until) {
    trouble_ = kNoTime;
    const std::size_t inputs = std::min(options_.inputs.size(), kMostInputs);
    for (std::size_t i = 0; i < inputs; ++i) {
      const double each = budget_.each(kWays.size() * (inputs - i), until);
      if (each >= kShortestPass) look_at(options_.inputs[i], std::min(each, kLongestPass));
    }
  }

  void look_at(const std::string& input, double seconds) {
    std::array<Look, kWays.size()> looks;
    for (std::size_t way = 0; way < kWays.size(); ++way) {
      looks[way] = look(input, kWays[way], seconds);
      if (looks[way].trouble.empty()) continue;
      trouble_ = looks[way].trouble;
      return;
    }
    looked_at_.push_back(input);
    wall_seconds_ += looks[0].run.wall_seconds;
    for (std::size_t way = 0; way < kWays.size(); ++way) {
      ways_[way].loss += loss_of(looks[0].seen, looks[way].seen);
      ways_[way].cpu_seconds += looks[way].run.cpu_seconds;
      ways_[way].frames += static_cast<double>(looks[way].run.frames);
    }
  }

  // Its results come in the order of the recording with one worker.
  Job job_of(std::vector<std::string> inputs, const std::string& demand) const {
    Job job = winner_;
    job.inputs = std::move(inputs);
    job.workers = 1;
    job.demand = demand;
    job.expressions = true;
    job.passes = 1;
    job.seconds = 0;
    return job;
  }

  Look look(const std::string& input, const std::string& demand, double seconds) {
    budget_.say("what --demand " + demand + " misses", 0.97);
    Series once{.job = job_of({input}, demand)};
    once.job.seconds = seconds;
    once.job.faces = options_.folder / "demand.jsonl";
    budget_.measure(once);
    if (once.failed()) return {.trouble = once.error};
    Look look{.run = once.runs.front(), .seen = bench::read_faces(once.job.faces, 1)};
    std::error_code ignored;
    std::filesystem::remove(once.job.faces, ignored);
    if (look.run.raw.value("cut", false))
      look.trouble = fmt::format(
          "there was not enough time for all of {}; give a shorter recording, or a longer "
          "--search-duration",
          input);
    return look;
  }

  void time_ways(double until) {
    std::vector<Series> series;
    const double pass = std::max(wall_seconds_, 0.01);
    const int passes = std::clamp(static_cast<int>(std::ceil(kTimed / pass)), 1, 1000);
    for (const char* demand : kWays) {
      series.push_back({.job = job_of(looked_at_, demand)});
      series.back().job.passes = passes;
    }
    if (passes == 1) take_looks_as_round();
    const double round = kWays.size() * budget_.cost(passes * pass);
    for (int i = rounds_; i < kDemandRounds; ++i) {
      if (budget_.elapsed() + round > until) break;
      for (std::size_t way = 0; way < kWays.size(); ++way) {
        Series& next = bench::in_turn(series, i, way);
        budget_.say("what --demand " + next.job.demand + " saves", 0.98);
        budget_.measure(next);
      }
      ++rounds_;
    }
    for (std::size_t way = 0; way < kWays.size(); ++way)
      for (const Measurement& run : series[way].runs)
        ways_[way].costs.push_back(run.cpu_ms_per_frame());
  }

  void take_looks_as_round() {
    for (Way& way : ways_)
      if (way.frames > 0) way.costs.push_back(1e3 * way.cpu_seconds / way.frames);
    ++rounds_;
  }

  bool timed() const {
    const std::size_t least = wall_seconds_ >= kLongRun ? 2 : bench::kLeastRounds;
    return std::ranges::all_of(ways_, [&](const Way& way) { return way.costs.size() >= least; });
  }

  // Without a saving beyond the noise a run's own default stays, where nobody loses by it.
  std::size_t best() const {
    std::size_t best = ways_[1].loss.bearable() ? 1 : 0;
    if (best == 1 && ways_[0].cost() < kLeastGain * ways_[1].cost()) best = 0;
    return ways_[2].loss.bearable() && ways_[2].cost() < kLeastGain * ways_[best].cost() ? 2 : best;
  }

  json result() const {
    if (!timed()) return not_compared(kNoTime);
    json ways = json::array();
    for (std::size_t i = 1; i < kWays.size(); ++i) {
      const DemandLoss& loss = ways_[i].loss;
      ways.push_back({{"demand", kWays[i]},
                      {"saves", 1 - ways_[i].cost() / ways_[0].cost()},
                      {"faces", loss.faces},
                      {"faces_found", loss.found},
                      {"tracks", loss.tracks},
                      {"tracks_missed", loss.missed},
                      {"longest_missed_s", loss.longest_missed},
                      {"sights", loss.sights},
                      {"sights_alike", loss.sights_alike},
                      {"stays", loss.stays},
                      {"stays_alike", loss.stays_alike},
                      {"bearable", loss.bearable()}});
    }
    return {{"choice", kWays[best()]},
            {"inputs", looked_at_},
            {"rounds", rounds_},
            {"ways", std::move(ways)}};
  }

  const Job& winner_;
  const TuneOptions& options_;
  TimeBudget& budget_;
  std::array<Way, kWays.size()> ways_;
  std::vector<std::string> looked_at_;
  std::string trouble_;
  double wall_seconds_ = 0;  ///< of one pass over these, all of the work done
  int rounds_ = 0;
};

std::string alike(const json& way, const char* part, const char* whole, const char* words) {
  const auto of = way[whole].get<double>();
  return of > 0 ? fmt::format(", {:.1f} % of {} {} agree", 100 * way[part].get<double>() / of, of,
                              words)
                : "";
}

}  // namespace

json choose_demand(const Job& winner, const TuneOptions& options, TimeBudget& budget,
                   double until) {
  Job job = winner;
  job.demand = kWays[1];
  if (!bench::works_on_demand(job))
    return not_compared("the approach " + winner.approach + " does not support --demand");
  return DemandStudy(winner, options, budget).run(until);
}

std::vector<std::string> demand_lines(const json& demand) {
  std::vector<std::string> lines;
  if (!demand.is_object()) return lines;
  if (demand.contains("reason")) return {demand["reason"].get<std::string>()};
  for (const json& way : demand["ways"]) {
    const auto missed = way["tracks_missed"].get<int>();
    const double saves = 100 * way["saves"].get<double>();
    lines.push_back(fmt::format(
        "--demand {} {} {:.0f} % of the CPU time, misses {} of {} faces and {} of {} "
        "tracks{}{}{}{}",
        way["demand"].get<std::string>(), saves >= 0 ? "saves" : "costs another",
        saves >= 0 ? saves : -saves, way["faces"].get<int>() - way["faces_found"].get<int>(),
        way["faces"].get<int>(), missed, way["tracks"].get<int>(),
        missed > 0 ? fmt::format(" (up to {:.1f} s long)", way["longest_missed_s"].get<double>())
                   : "",
        alike(way, "sights_alike", "sights", "expressions"),
        alike(way, "stays_alike", "stays", "tracks' expressions"),
        way["demand"] == demand["choice"] ? ": chosen" : ""));
  }
  return lines;
}

}  // namespace mien::tune
