#include "chain/run_info.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "base/time.h"
#include "base/url.h"
#include "config/limits.h"
#include "machine/machine.h"

namespace mien::chain {

bool is_live(const CameraConfig& camera) { return input_kind(camera.input) != InputKind::path; }

int worker_count(const RunConfig& config) {
  if (!config::limits::kWorkers.holds(config.workers))
    throw Error(ErrorKind::usage, "workers", fmt::format("{} is out of range", config.workers),
                config::limits::kWorkers.words());
  const auto live = static_cast<int>(std::ranges::count_if(config.cameras, is_live));
  const int others = static_cast<int>(config.cameras.size()) > live ? 1 : 0;
  const int wished = config.workers > 0 ? config.workers : machine::usable_cores();
  return std::max(wished, live + others);
}

media::Deblocking deblocking_of(const RunConfig& config) {
  if (config.tuning.skip_loop_filter) return media::Deblocking::never;
  return config.demand.decode == OnDemand::on ? media::Deblocking::of_long_groups
                                              : media::Deblocking::always;
}

RunInfo run_info(const RunConfig& config, const Models& models, int workers) {
  RunInfo info;
  info.detector = models.detector_info();
  info.detector.reason = config.detector_reason;
  info.emotion = models.classifier_info();
  info.approach = config.approach;
  info.workers = workers;
  info.machine = machine::machine_table();
  info.version = kVersion;
  info.started_at = rfc3339(wall_now());
  return info;
}

}  // namespace mien::chain
