#pragma once
/// \file Cameras, as those who start them and ask for them know them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mien/camera_status.h"
#include "mien/config.h"
#include "mien/summary.h"

#include "base/time.h"

namespace mien::live {

enum class Shown { blurred, raw };

/// LiveRuntime, or what a test puts in its place. Thread-safe.
class Cameras {
 public:
  virtual ~Cameras() = default;
  virtual void start() = 0;
  /// Ends all cameras, their tracks included; returns when no thread runs.
  virtual void stop() = 0;

  /// Cameras as in `config`: new ones start, missing ones end, changed ones start anew, the others
  /// go on untouched. Where what all cameras share changed (the live limits, the detection rate,
  /// the width), all start anew. Detector, expression model and precision stay. Throws Error(usage)
  /// and changes nothing where it is impossible.
  virtual void apply(const RunConfig& config) = 0;

  virtual std::vector<CameraStatus> cameras() const = 0;  ///< in the order of the configuration
  virtual RunInfo info() const = 0;
  virtual WallTime base() const = 0;  ///< from which `result.frame.seconds` counts
  /// Share of the workers' time spent on frames over the last seconds, 0..1.
  virtual double busy() const = 0;

  /// A JPEG of what the camera sees now. `blurred`: no more than 96 pixels wide, faces replaced by
  /// their mean colour. Masks are black in both. nullopt where the camera is unknown or has no
  /// picture yet. May wait up to 2 s.
  virtual std::optional<std::vector<std::uint8_t>> picture(const std::string& camera,
                                                           Shown kind) = 0;
};

}  // namespace mien::live
