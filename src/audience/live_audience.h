#pragma once
/// \file The audience of live cameras: frames → stays for the desk, and tallies.

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "mien/config.h"

#include "audience/store_desk.h"
#include "audience/tallies.h"
#include "stays/observer.h"

namespace mien::audience {

struct LiveAudienceOptions {
  ExposureLimits limits;
  WallTime base;  ///< wall clock at 0 s of stream time
};

/// Thread-safe: what is said of one camera waits for nothing but that camera, and no call waits for
/// the disk. `desk` and `tallies` must outlive it.
class LiveAudience {
 public:
  LiveAudience(StoreDesk& desk, Tallies& tallies, LiveAudienceOptions options);
  /// All stays end with their last sight.
  ~LiveAudience();

  /// Cameras and contents as configured. Stays end at cameras that are gone, or whose zones or
  /// contents changed; the others go on. Before those that are `suspended`, by name, nobody is in a
  /// stay or a tally; who is still there afterwards is no new person.
  void apply(std::span<const CameraConfig> cameras,
             const std::map<std::string, ContentConfig>& contents,
             const std::set<std::string>& suspended = {});

  /// Where the wall clock was set since, stays are dated by `result.at`.
  void frame(const std::string& camera, const FrameResult& result);
  void track(const std::string& camera, const Track& track);

 private:
  struct Camera;
  std::shared_ptr<Camera> camera(const std::string& name) const;
  void end(Camera& camera);
  void suspend(Camera& camera, bool suspended);
  void hand_over(Camera& camera);

  StoreDesk& desk_;
  Tallies& tallies_;
  const LiveAudienceOptions options_;
  mutable std::mutex mutex_;  ///< of the map alone
  std::map<std::string, std::shared_ptr<Camera>> cameras_;
};

}  // namespace mien::audience
