#pragma once
/// \file How near the networks come to what a core can compute.

#include <vector>

#include "mien/pipeline.h"

#include "profile/roofline.h"

namespace mien::bench {

struct NetworkOptions {
  std::vector<std::string> detectors;  ///< names; those whose file is missing are left out
  std::vector<std::string> emotions = {"mien"};  ///< the same
  std::vector<std::string> precisions = {"f32",
                                         "bf16"};  ///< those that this CPU lacks are left out
  int width = 640;                                 ///< of the detectors' input
  int frame_width = 1920, frame_height = 1080;
  double seconds = 0.4;  ///< of CPU for each
};

/// Runs each network alone on the calling thread: its work from the model, its time measured
/// (median of single inferences, with what the outputs cost to read).
std::vector<profile::NetworkPoint> network_points(const NetworkOptions& options,
                                                  const ModelStorePaths& models);

}  // namespace mien::bench
