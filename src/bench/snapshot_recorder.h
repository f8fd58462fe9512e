#pragma once
/// \file The snapshot of a measurement, as the contract's JSON.

#include <nlohmann/json.hpp>

#include "mien/pipeline.h"

#include "bench/job.h"
#include "profile/profiler.h"

namespace mien::bench {

/// For `RunHooks::probe`: profiles worker processes; `SnapshotRecorder::stop` adds what they saw.
ProbeMaker profile_probe();

/// Around a run. One thread at a time.
class SnapshotRecorder {
 public:
  void start() { profiler_.start(); }
  /// What happened since `start`, with verdicts on the run (PRODUCT.md, `profile --json`). Writes
  /// flame.svg to the job's `profile_dir`; throws Error(output) where that cannot be.
  nlohmann::json stop(const Summary& summary, const Job& job);

 private:
  profile::Profiler profiler_{{}};
};

}  // namespace mien::bench
