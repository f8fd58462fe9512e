#pragma once
/// \file CPU time of a stage, and a mark that a profile reads.

#include "base/clock.h"
#include "base/stage_mark.h"

namespace mien::chain {

/// Adds the CPU time of its scope, in ms, to `total`, and tells a sampler which stage this thread
/// works for.
class StageTimer {
 public:
  StageTimer(Stage stage, double& total) : mark_(stage), timer_(total) {}

 private:
  StageMark mark_;
  CpuTimer timer_;
};

}  // namespace mien::chain
