#include "recordings/worker_tools.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/crew.h"
#include "chain/run_info.h"
#include "config/cameras.h"
#include "recordings/run_summary.h"
#include "video/video.h"

namespace mien::recordings {

namespace {

/// Whatever the caller's opener throws is this input's trouble, and the others are finished.
std::unique_ptr<Source> opened(const SourceOpener& source, const CameraConfig& camera,
                               const std::stop_token& stop) {
  if (!source) return nullptr;
  try {
    return source(camera, stop);
  } catch (const Error& error) {
    throw Error(ErrorKind::input, error.where(), error.reason(), error.remedy());
  } catch (...) {
    throw Error(ErrorKind::input, camera.name, words_of(std::current_exception()));
  }
}

}  // namespace

std::unique_ptr<Source> WorkerTools::open(std::size_t input) const {
  const CameraConfig& camera = config.cameras[input];
  if (auto own = opened(source, camera, source_stop)) return own;
  const bool skips = config.tuning.skip_frames || config.demand.decode != OnDemand::off;
  return video::open_source(camera.input, {.stop = stop,
                                           .deblocking = chain::deblocking_of(config),
                                           .look_fps = skips ? detection_rate(config, camera) : 0,
                                           .replay_fps = camera.replay_fps});
}

int WorkerTools::width(std::size_t input) const {
  return config::width_of(config, config.cameras[input]);
}

std::string WorkerTools::too_large(std::size_t input, const StreamInfo& info) const {
  constexpr int kMostShrink = 8;  // 4K at the usual 640: 6
  constexpr int kLeastFace = 12;  // canvas pixels; smaller ones are rarely found
  const int longest = std::max(info.width, info.height), side = width(input);
  if (info.stills || side <= 0 || longest <= kMostShrink * side) return {};
  const auto shown = [&](int pixels) { return std::max(1, pixels * side / longest); };
  return fmt::format(
      "{}: {} × {} pixels are searched as {} × {}: faces of less than about {} pixels are missed; "
      "choose a larger --width (detect: {{ width: … }})",
      config.cameras[input].name, info.width, info.height, shown(info.width), shown(info.height),
      kLeastFace * longest / side);
}

StreamInfo WorkerTools::likely() const {
  for (std::size_t i = 0; i < config.cameras.size(); ++i) {
    if (chain::is_live(config.cameras[i])) continue;
    try {
      return open(i)->info();
    } catch (const Error&) {  // told where it is read
    }
  }
  return {};
}

void WorkerTools::prepare(chain::FrameChain& chain, const StreamInfo& likely) const {
  if (likely.width > 0) chain.prepare(width(0), likely.width, likely.height);
}

}  // namespace mien::recordings
