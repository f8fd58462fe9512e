#pragma once
/// \file Who looks at a camera as it is: an entry a minute, not one a picture.

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace mien::serve {

/// Thread-safe.
class WatchLog {
 public:
  using Clock = std::chrono::steady_clock;
  /// Is this look worth an entry? The first one, and then one a minute.
  bool is_new(const std::string& who, const std::string& camera, Clock::time_point now) {
    std::lock_guard lock(mutex_);
    std::erase_if(looks_, [&](const auto& look) { return now - look.second >= kOnce; });
    return looks_.try_emplace({who, camera}, now).second;
  }

 private:
  static constexpr std::chrono::minutes kOnce{1};
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Clock::time_point> looks_;
};

}  // namespace mien::serve
