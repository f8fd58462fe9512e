#pragma once
/// \file Once a second: what goes wrong where nobody asks, told to the operator when it begins and
/// when it ends.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "audience/store_desk.h"
#include "base/event_log.h"
#include "oversight/camera_gate.h"

namespace mien::serve {

/// Of one thread, whose body is `run`.
class Watch {
 public:
  Watch(const audience::StoreDesk& desk, oversight::CameraGate& gate,
        std::filesystem::path database, EventLog& log)
      : desk_(desk), gate_(gate), database_(std::move(database)), log_(log) {}

  void run(std::stop_token stop);
  /// One look; `run` takes one a second.
  void look();

 private:
  void look_at_store();
  void look_at_disk();
  void look_at_pictures();

  const audience::StoreDesk& desk_;
  oversight::CameraGate& gate_;
  const std::filesystem::path database_;
  EventLog& log_;
  std::optional<std::string> trouble_;
  std::int64_t lost_ = 0, refused_ = 0;
  bool disk_low_ = false;
  std::chrono::steady_clock::time_point pictures_next_{};
};

}  // namespace mien::serve
