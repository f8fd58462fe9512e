#pragma once
/// \file A host's place in a group that shares cameras.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "config/fleet_config.h"
#include "fleet/camera_claim.h"
#include "fleet/camera_records.h"

namespace mien::fleet {

class Claims;

/// What a host does with cameras that become its own, and with those that it loses. Called on the
/// membership's thread; may throw Error, which is told of. `take` is tried again then.
struct CameraHands {
  /// Hears of claims: this host's before `take`, others' as they come.
  std::function<void(const std::vector<CameraClaim>& claims, bool own)> claimed;
  std::function<void(const std::string& name, const std::string& section)> take;
  std::function<void(const std::string& name)> drop;
  std::function<void(const std::string& words, bool bad)> log;
};

/// `run` is the body of one thread. The partitions of the cameras' topic that the group's protocol
/// gives to this host are its cameras; it is a static member, so a restart within the session's
/// time moves nothing. It claims each camera that it takes (Claims). A host that cannot reach the
/// brokers for that time drops its cameras by itself: others have them then.
class Membership {
 public:
  Membership(config::FleetConfig config, CameraHands hands)
      : config_(std::move(config)), hands_(std::move(hands)) {}

  void run(std::stop_token stop);
  /// Asks the thread to take all of this host's cameras once more: something else took them away.
  void take_again() { again_ = true; }
  /// Cameras that this host has now.
  std::set<std::string> cameras() const;

 private:
  class Member;
  struct Partition {
    bool read = false;  ///< to its end, once; its cameras are claimed then
    CameraRecords records;
  };

  void drop_partition(int partition);
  void drop_all();
  void take_all();
  void take_untaken();
  void heard(Claims& claims, int partition, std::string_view key, std::optional<std::string> value);
  void read_to_end(Claims& claims, int partition);
  void claim(Claims& claims, const std::vector<std::string>& cameras);
  void take(const std::string& camera, const std::string& section);
  void drop(const std::string& camera);

  const config::FleetConfig config_;
  const CameraHands hands_;
  std::map<int, Partition> partitions_;  ///< the thread's
  /// Cameras that could not be taken, and why; tried again from time to time. The thread's.
  std::map<std::string, std::string> untaken_;
  std::string tried_;  ///< the last one of them
  std::chrono::steady_clock::time_point try_again_{};
  std::atomic<bool> again_{false};
  mutable std::mutex mutex_;
  std::set<std::string> cameras_;  ///< guarded
};

}  // namespace mien::fleet
