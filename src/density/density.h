#pragma once
/// \file `mien density`: how many cameras this machine carries.

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/study.h"

namespace mien::density {

struct DensityOptions {
  std::vector<std::string> inputs;  ///< clips; cameras replay them in turn, at the target rate
  /// On the way of recordings (a worker thread a camera, a search on every frame) instead of the
  /// way of `mien serve`.
  bool recordings = false;
  std::string detector, precision = "auto";
  int width = 640;
  double target_fps = 15;   ///< frames that every camera sends per second
  double detect_fps = 5;    ///< searches per second of every camera; 0: every frame. Live way
  double max_p99_ms = 200;  ///< from the moment a frame is due to its result
  double step_seconds = 6;
  std::string demand;     ///< as of DemandConfig; empty: "auto" on the live way, else "off"
  std::string substream;  ///< a clip that faces are searched in; empty: in the inputs. Live way
  double idle = 0;        ///< share of the cameras that see nobody, 0..1. Live way
  /// What idle cameras show (idle_clip.h).
  std::string idle_input, idle_substream;
  double predict_cores = 0;  ///< 0: nothing is predicted
  int most_cameras = 512;
  int cores = 1;
  std::int64_t memory_bytes = 0;  ///< that may be used; 0: not known
  Tuning tuning;

  std::string demanded() const { return !demand.empty() ? demand : recordings ? "off" : "auto"; }
};

/// CPU ms a second of one camera, or of several on average.
struct CameraLoad {
  double decode = 0, search = 0, read = 0;
  double rest = 0;  ///< following, telling, and what belongs to no camera
  double total() const { return decode + search + read + rest; }
};

/// One try with a number of cameras.
struct DensityStep {
  int cameras = 0;
  double min_fps = 0, p99_ms = 0;
  std::optional<double> min_search_fps;  ///< live way: of the cameras that are awake
  std::optional<int> asleep;             ///< live way: cameras that rested, decoding keyframes only
  double cpu_share = 0;                  ///< of the usable cores, 0..1
  double cpu_ms_per_frame = 0;           ///< per frame sent (live way) or inferred
  double decode_ms = 0, infer_ms = 0;
  std::int64_t rss_bytes = 0;
  double others_busy = 0;         ///< CPUs that other programs kept busy
  std::vector<CameraLoad> loads;  ///< live way, by camera
  std::string error;              ///< why it could not be measured
  bool pass = false;
};

/// Doubles the cameras until a step fails, then bisects. `try_out` gets a number of cameras. Steps
/// in the order of their making. The answer is the most cameras of a step that passed; 0 where none
/// did.
int find_density(int most, const std::function<DensityStep(int)>& try_out,
                 std::vector<DensityStep>& steps);

/// Whether camera `number` (0…) of a store with this share of idle cameras is one of them: evenly
/// spread, and of every number of cameras the share, rounded down.
bool is_idle(int number, double idle);

/// What keeps one more camera away: "decode", "inference", "memory", "other programs"; where cores
/// are left the rule that does not hold, "latency", "frames" or "searches"; "not found up to N
/// cameras", or an error.
std::string density_limit(const std::vector<DensityStep>& steps, int cameras,
                          const DensityOptions& options);

/// Throws Error(usage) where substream and inputs do not fit together, Error(input) where the
/// substream cannot be read.
void check_options(const DensityOptions& options);

/// density.json's object (PRODUCT.md, "density") and "steps". After Ctrl-C what was found so far,
/// "interrupted": true.
nlohmann::json count_cameras(const DensityOptions& options, const bench::StudyTools& tools);

}  // namespace mien::density
