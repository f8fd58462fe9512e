#include "bench/overhead.h"

#include "statistics/repeats.h"

namespace mien::bench {

namespace {

std::vector<double> cpu_ms(const Series& series) {
  std::vector<double> values;
  for (const Measurement& run : series.runs) values.push_back(run.cpu_ms_per_frame());
  return values;
}

}  // namespace

nlohmann::json measured_overhead(Job job, int pairs, double seconds, const StudyTools& tools) {
  job.passes = 1000;
  job.seconds = seconds;
  job.profile_dir.clear();
  std::vector<Series> both(2);
  for (std::size_t on = 0; on < both.size(); ++on) {
    both[on].job = job;
    both[on].job.profile = on == 1;
  }
  interleave(both, pairs, tools, "cost of the snapshot", 0.6, 0.9);
  if (both[0].failed() || both[1].failed()) return nullptr;
  const Estimate ratio = ratio_of_medians(cpu_ms(both[1]), cpu_ms(both[0]));
  return {
      {"value", ratio.value - 1}, {"interval", {ratio.low - 1, ratio.high - 1}}, {"pairs", pairs}};
}

}  // namespace mien::bench
