#pragma once
/// \file Pauses that people place or end at a host of a fleet, on their way to the cameras' topic.

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fleet/camera_topic.h"
#include "fleet/fleet_holds.h"
#include "oversight/holds.h"

namespace mien::fleet {

/// The cameras' topic, read to its end and written. Both throw Error where the brokers do not
/// answer, or have no such topic now.
struct CameraShelf {
  std::function<std::vector<FleetCamera>()> read;
  std::function<void(const CameraChanges&)> write;
};

/// A pause holds on its host at once, in the name of who placed it. Until the topic was seen to
/// have it, also after a restart, it is handed over; then it is the fleet's, if in the database
/// only once that can be written: it goes along with the camera, and ends when the topic says so.
/// Of the end of a fleet's pause the topic is told too; a restart before that forgets it, and the
/// camera stays paused. Thread-safe.
class PauseHandOver {
 public:
  PauseHandOver(oversight::Holds& holds, CameraShelf topic)
      : holds_(holds), topic_(std::move(topic)) {}

  /// This host has the camera, and the topic says `hold` of it: makes it so here, but for what was
  /// decided here and is not handed over yet.
  void take(const std::string& camera, FleetHold hold);
  /// The camera is no longer this host's.
  void drop(const std::string& camera);
  /// Hands over what waits, as `topic` does; asks it nothing where nothing waits. One thread at a
  /// time. Gives the cameras of which it told the topic.
  std::vector<std::string> step();

 private:
  struct Ended {
    std::string camera;
    oversight::Pause pause;
  };
  struct Waiting {
    std::vector<oversight::AskedPause> placed;
    std::vector<Ended> ended;
  };
  /// A pause that the topic has; the database does not yet say that it is the fleet's.
  struct Seen {
    std::string camera;
    oversight::Pause here, there;
  };
  class Changes;

  void take(const std::string& camera, const std::optional<oversight::Pause>& wanted,
            const std::optional<oversight::Pause>& before, bool figures_only);
  bool is_seen(const std::string& camera, const oversight::Pause& pause) const;
  Waiting waiting() const;
  std::vector<std::string> tell(const Waiting& waiting);
  void rename();
  void place(const oversight::AskedPause& placed, Changes& changes);
  void end(const Ended& ended, Changes& changes);

  oversight::Holds& holds_;
  const CameraShelf topic_;
  mutable std::mutex mutex_;
  std::set<std::string> own_;                    ///< guarded: cameras of this host
  std::map<std::string, FleetHold> told_;        ///< guarded: what the topic said, or was told
  std::vector<Seen> seen_;                       ///< guarded
  std::vector<oversight::AskedPause> not_ours_;  ///< guarded: of cameras that the topic has not
};

}  // namespace mien::fleet
