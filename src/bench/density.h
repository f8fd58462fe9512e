#pragma once
/// \file `mien density`: how many cameras this machine carries.

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/study.h"

namespace mien::bench {

struct DensityOptions {
  std::vector<std::string> inputs;  ///< clips; cameras replay them in turn, at the target rate
  std::string detector, precision = "auto";
  int width = 640;
  double target_fps = 15;   ///< frames inferred per second of every camera
  double max_p99_ms = 200;  ///< from the moment a frame is due to its result
  double step_seconds = 6;
  std::string demand = "off";  ///< as of DemandConfig
  int most_cameras = 512;
  int cores = 1;
  std::int64_t memory_bytes = 0;  ///< of the machine; 0: not known
  Tuning tuning;
};

/// One try with a number of cameras.
struct DensityStep {
  int cameras = 0;
  double min_fps = 0, p99_ms = 0;
  double cpu_share = 0;         ///< of the usable cores, 0..1
  double cpu_ms_per_frame = 0;  ///< per inferred frame
  double decode_ms = 0, infer_ms = 0;
  std::int64_t rss_bytes = 0;
  double others_busy = 0;  ///< CPUs that other programs kept busy
  std::string error;       ///< why it could not be measured
  bool pass = false;
};

/// Doubles the cameras until a step fails, then bisects. `try_out` gets a number of cameras. Steps
/// in the order of their making. The answer is the most cameras of a step that passed; 0 where none
/// did.
int find_density(int most, const std::function<DensityStep(int)>& try_out,
                 std::vector<DensityStep>& steps);

/// What keeps one more camera away: "decode", "inference", "memory", "latency", "other programs",
/// "not found up to N cameras", or an error.
std::string density_limit(const std::vector<DensityStep>& steps, int cameras,
                          const DensityOptions& options);

/// density.json's object (PRODUCT.md, "density") and "steps". After Ctrl-C what was found so far,
/// "interrupted": true.
nlohmann::json density(const DensityOptions& options, const StudyTools& tools);

}  // namespace mien::bench
