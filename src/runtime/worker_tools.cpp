#include "runtime/worker_tools.h"

#include "mien/error.h"

#include "runtime/run_info.h"

namespace mien::runtime {

std::unique_ptr<Source> open_input(const RunConfig& config, std::size_t input,
                                   const std::atomic<bool>* stop) {
  const CameraConfig& camera = config.cameras[input];
  const Tuning& tuning = config.tuning;
  return video::open_source(camera.input,
                            {.stop = stop,
                             .skip_loop_filter = tuning.skip_loop_filter,
                             .look_fps = tuning.skip_frames ? detection_rate(config, camera) : 0,
                             .replay_fps = camera.replay_fps});
}

std::unique_ptr<Source> WorkerTools::open(std::size_t input) const {
  return open_input(config, input, stop);
}

int WorkerTools::width(std::size_t input) const {
  const int own = config.cameras[input].width;
  return own > 0 ? own : config.width;
}

StreamInfo WorkerTools::likely() const {
  for (std::size_t i = 0; i < config.cameras.size(); ++i) {
    if (is_live(config.cameras[i])) continue;
    try {
      return open(i)->info();
    } catch (const Error&) {  // told where it is read
    }
  }
  return {};
}

std::vector<Masks> masks_of(const RunConfig& config) {
  std::vector<Masks> masks;
  for (const CameraConfig& camera : config.cameras) masks.emplace_back(camera);
  return masks;
}

}  // namespace mien::runtime
