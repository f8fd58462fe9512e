#pragma once
/// \file The cameras as the server sees them: live::LiveRuntime, or what a test puts in its
/// place.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/summary.h"

#include "live/live.h"

namespace mien::serve {

/// Members as live::LiveRuntime has them. Thread-safe.
class Cameras {
 public:
  virtual ~Cameras() = default;
  virtual void start() = 0;
  virtual void stop() = 0;
  virtual void apply(const RunConfig& config) = 0;
  virtual std::vector<CameraStatus> cameras() const = 0;
  virtual RunInfo info() const = 0;
  virtual WallTime base() const = 0;
  virtual double busy() const = 0;
  virtual std::optional<std::vector<std::uint8_t>> picture(const std::string& camera,
                                                           live::Shown kind) = 0;
};

/// Loads the models (which takes a while) and returns cameras that do not run yet. `sinks` outlive
/// them.
using OpenCameras = std::function<std::unique_ptr<Cameras>(
    const RunConfig& config, std::vector<Sink*> sinks, live::LiveHooks hooks)>;

}  // namespace mien::serve
