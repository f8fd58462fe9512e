#include "bench/study.h"

#include <algorithm>
#include <cmath>

#include "bench/budget.h"
#include "bench/software.h"
#include "machine/machine.h"
#include "sink/summary.h"
#include "statistics/repeats.h"

namespace mien::bench {

std::vector<double> Series::fps() const {
  std::vector<double> values;
  for (const Measurement& run : runs) values.push_back(run.fps);
  return values;
}

double Series::median_fps() const {
  const auto values = fps();
  return values.empty() ? 0 : median(values);
}

double Series::stage_ms(const char* stage) const {
  std::vector<double> values;
  for (const Measurement& run : runs) values.push_back(run.stage_ms(stage));
  return values.empty() ? 0 : median(values);
}

void measure_once(Series& series, const StudyTools& tools) {
  if (series.failed()) return;
  try {
    Measurement run = tools.measure(series.job);
    if (run.frames <= 0 || !(run.fps > 0))
      throw Error(ErrorKind::internal, series.job.approach, "no frame was completed");
    series.runs.push_back(std::move(run));
  } catch (const Error& error) {
    series.error = error.what();
    series.kind = error.kind();
  }
}

namespace {

bool is_settled(const Series& series, double within) {
  if (within <= 0 || series.runs.size() < kLeastRounds) return false;
  const Spread spread = spread_of(series.fps());
  return spread.max - spread.min <= within * spread.median;
}

}  // namespace

void interleave(std::vector<Series>& series, int rounds, const StudyTools& tools,
                const std::string& what, double from, double to, double settled,
                TimeBudget* budget) {
  const std::size_t count = series.size();
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < count; ++i) {
      Series& next = in_turn(series, round, i);
      const double done = static_cast<double>(static_cast<std::size_t>(round) * count + i) /
                          static_cast<double>(static_cast<std::size_t>(rounds) * count);
      if (is_settled(next, settled)) continue;
      if (budget && !budget->fits(next.job.seconds, budget->whole())) continue;
      tools.say(what + ", " + next.job.approach, from + (to - from) * done);
      budget ? budget->measure(next) : measure_once(next, tools);
    }
  }
}

void set_length(Job& job, double seconds, double fps, double frames, int workers, bool may_be_cut) {
  constexpr double kMostPasses = 1000, kLongPass = 10;
  const double pass_seconds = fps > 0 ? frames / fps : 0;
  const double least = pass_seconds < kLongPass ? std::max(1, workers) : 1;
  const double passes = pass_seconds > 0 ? std::ceil(seconds / pass_seconds) : 1;
  job.passes = static_cast<int>(std::clamp(passes, least, kMostPasses));
  job.seconds = may_be_cut && pass_seconds * job.passes > 1.5 * seconds ? seconds : 0;
}

void choose_frames(Job& job, double detect_fps) {
  // Those that may infer every frame do: only then are threads and processes comparable.
  const bool tracked = job.approach.ends_with("-tracked") && detect_fps > 0;
  job.detect_fps = tracked ? detect_fps : 0;
  job.tuning.skip_frames = job.tuning.skip_loop_filter = tracked;
}

nlohmann::json machine_json() {
  return {{"hardware", sink::machine_json(machine::machine_table())},
          {"software", sink::machine_json(bench::software_table())}};
}

}  // namespace mien::bench
