#pragma once
/// \file Which of the configured cameras may run now: none that somebody paused, and beyond this
/// machine none whose notice is not confirmed to hang as it is.

#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"

#include "base/event_log.h"
#include "oversight/holds.h"

namespace mien::oversight {

/// Why a camera does not run.
struct Held {
  std::optional<Pause> pause;             ///< none: its notice
  std::optional<Confirmation> confirmed;  ///< of another notice than the present one
};
std::string words_of(const Held& held);

/// Thread-safe.
class CameraGate {
 public:
  /// `exempt`: no notice is asked for (the demo).
  CameraGate(const std::filesystem::path& database, bool exempt);

  std::optional<Held> held(const RunConfig& config, const CameraConfig& camera) const;
  /// `config` without the cameras that are held.
  RunConfig running(const RunConfig& config) const;
  Holds& holds() { return holds_; }

 private:
  Holds holds_;
  const bool exempt_;
};

/// Names the cameras that do not run, why, and what lets them.
void say_held(const RunConfig& config, const CameraGate& gate, EventLog& log);

}  // namespace mien::oversight
