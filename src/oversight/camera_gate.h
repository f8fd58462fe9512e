#pragma once
/// \file Which of the configured cameras may run now: none that somebody paused, and beyond this
/// machine none whose notice is not confirmed to hang as it is; and whether what they see is fit.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "mien/config.h"

#include "base/event_log.h"
#include "base/json.h"
#include "oversight/holds.h"
#include "oversight/picture_days.h"

namespace mien::oversight {

/// Why a camera does not run.
struct Held {
  std::optional<Pause> pause;             ///< none: its notice
  std::optional<Confirmation> confirmed;  ///< of another notice than the present one
};
std::string words_of(const Held& held);
std::string words_of(const Pause& pause);

/// Thread-safe.
class CameraGate {
 public:
  /// `exempt`: no notice is asked for (the demo).
  CameraGate(const std::filesystem::path& database, bool exempt, UtcOffset clock);

  /// Why this camera of the configuration in force does not run, if it does not. The notices of one
  /// configuration are made once, however often it is asked.
  std::optional<Held> held(const std::shared_ptr<const RunConfig>& config,
                           const CameraConfig& camera) const;
  /// `config` without the cameras that are held. From now on `is_suspended` speaks of its cameras.
  RunConfig running(const RunConfig& config) const;
  /// Its cameras whose figures are suspended.
  std::set<std::string> suspended(const RunConfig& config) const;
  /// Is the camera one of these? As `running` found it last: whoever asks for each frame waits for
  /// no disk.
  bool is_suspended(const std::string& camera) const;
  Holds& holds() { return holds_; }
  const Holds& holds() const { return holds_; }
  PictureDays& pictures() { return pictures_; }
  const PictureDays& pictures() const { return pictures_; }

 private:
  using Fingerprint = std::function<std::string()>;
  std::optional<Held> hold_on(const RunConfig& config, const CameraConfig& camera,
                              const Fingerprint& present) const;
  std::string known_fingerprint(const std::shared_ptr<const RunConfig>& config,
                                const CameraConfig& camera) const;

  Holds holds_;
  PictureDays pictures_;
  const bool exempt_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const RunConfig> known_;       ///< guarded
  mutable std::map<std::string, std::string> of_known_;  ///< guarded: its fingerprints, by camera
  mutable std::mutex suspending_;
  mutable std::set<std::string> suspended_;  ///< under suspending_
};

/// Adds to each of `cameras` (objects, in the order of the configuration) "held": why it does not
/// run, "suspended": why it is in no figure, and "fitness": of what it sees; or null.
void add_held(Json& cameras, const CameraGate& gate,
              const std::shared_ptr<const RunConfig>& config);

/// Where the view of the moment is for administrators, a camera (an object) tells of no faces: two
/// looks one after the other would be such a view.
void hide_the_moment(Json& camera, const RunConfig& config);

/// Names the cameras that do not run, why, and what lets them.
void say_held(const std::shared_ptr<const RunConfig>& config, const CameraGate& gate,
              EventLog& log);

}  // namespace mien::oversight
