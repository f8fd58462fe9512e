#include "tune/demand.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "bench/measure.h"
#include "tune/demand_loss.h"

namespace mien::tune {

using nlohmann::json;

namespace {

constexpr std::array kWays = {"off", "auto", "on"};
constexpr double kShortestRun = 1.5, kLongestRun = 20;  // seconds
constexpr double kLeastGain = 0.97;  // of the cost of what is chosen so far: less is noise

/// One way over one or more inputs.
struct Way {
  double cpu_seconds = 0, frames = 0;
  DemandLoss loss;
  double cost() const { return frames > 0 ? cpu_seconds / frames : 0; }
};

struct Look {
  Measurement run;
  Seen seen;
  bool cut = false;  ///< the time was over before the recording or `until`
  std::int64_t last() const { return seen[0].empty() ? 0 : seen[0].rbegin()->first; }
};

class DemandStudy {
 public:
  DemandStudy(const Job& winner, const TuneOptions& options, TimeBudget& budget)
      : winner_(winner), options_(options), budget_(budget) {}

  json run(double until) {
    const std::size_t inputs = inputs_that_fit(until);
    for (std::size_t i = 0; i < inputs; ++i) {
      const double each = budget_.each(kWays.size() * (inputs - i), until);
      if (i > 0 && each < kShortestRun) break;
      look_at(options_.inputs[i], std::min(each, kLongestRun));
      if (!error_.empty()) return {{"error", error_}};
      ++recordings_;
    }
    return recordings_ > 0 ? result() : json();
  }

 private:
  std::size_t inputs_that_fit(double until) const {
    std::size_t inputs = options_.inputs.size();
    while (inputs > 0 && budget_.each(kWays.size() * inputs, until) < kShortestRun) --inputs;
    return inputs;
  }

  // The same footage for all: what the first one came through in its time.
  void look_at(const std::string& input, double seconds) {
    const Look whole = look(input, kWays[0], seconds, 0);
    if (!error_.empty()) return;
    const double until = whole.cut ? (static_cast<double>(whole.last()) + 0.5) / 1e3 : 0;
    seconds_ += static_cast<double>(whole.last()) / 1e3;
    add(ways_[0], whole, whole);
    for (std::size_t way = 1; way < kWays.size() && error_.empty(); ++way)
      if (const Look other = look(input, kWays[way], seconds, until); error_.empty())
        add(ways_[way], whole, other);
  }

  Look look(const std::string& input, const std::string& demand, double seconds, double until) {
    budget_.say("what --demand " + demand + " saves", 0.98);
    Series once{.job = winner_};
    once.job.inputs = {input};
    once.job.workers = 1;  // its results come in the order of the recording
    once.job.demand = demand;
    once.job.expressions = true;
    once.job.passes = 1;
    once.job.tuning.skip_frames = false;  // a part of demand
    once.job.seconds = seconds;
    once.job.until = until;
    once.job.faces = options_.folder / "demand.jsonl";
    budget_.measure(once);
    Look look{.seen = Seen(1)};
    error_ = once.error;
    if (once.failed()) return look;
    look.run = once.runs.front();
    look.seen = bench::read_faces(once.job.faces, 1);
    look.cut = look.run.raw.value("cut", false);
    std::error_code ignored;
    std::filesystem::remove(once.job.faces, ignored);
    return look;
  }

  static void add(Way& way, const Look& whole, const Look& look) {
    way.cpu_seconds += look.run.cpu_seconds;
    way.frames += static_cast<double>(std::min(look.run.frames, whole.run.frames));
    way.loss +=
        look.cut ? loss_of(whole.seen, look.seen, look.last()) : loss_of(whole.seen, look.seen);
  }

  json result() const {
    std::size_t best = 0;
    json ways = json::array();
    for (std::size_t i = 1; i < kWays.size(); ++i) {
      const DemandLoss& loss = ways_[i].loss;
      if (loss.bearable() && ways_[i].cost() < kLeastGain * ways_[best].cost()) best = i;
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
    // Nobody loses by the default, where it costs what all of the work does.
    if (best == 0 && ways_[1].loss.bearable() && ways_[1].cost() < ways_[0].cost() / kLeastGain)
      best = 1;
    return {{"choice", kWays[best]},
            {"recordings", recordings_},
            {"seconds", seconds_},
            {"ways", std::move(ways)}};
  }

  const Job& winner_;
  const TuneOptions& options_;
  TimeBudget& budget_;
  std::array<Way, kWays.size()> ways_;
  std::string error_;
  int recordings_ = 0;
  double seconds_ = 0;
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
  if (!bench::works_on_demand(job)) return nullptr;
  return DemandStudy(winner, options, budget).run(until);
}

std::vector<std::string> demand_lines(const json& demand) {
  std::vector<std::string> lines;
  if (!demand.is_object() || !demand.contains("ways")) return lines;
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
