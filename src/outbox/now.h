#pragma once
/// \file What is so at the moment: for receivers that keep the newest state alone.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace mien::outbox {

struct CameraNow {
  std::string camera;
  std::string state;  ///< "connecting", "live", "stalled", "failed"
  bool asleep = false;
  std::optional<std::int64_t> people;  ///< in view; none: its figures are suspended
  bool operator==(const CameraNow&) const = default;
};

struct ContentNow {
  std::string content, title;
  std::int64_t people = 0;        ///< in front of it now
  std::int64_t minute = 0;        ///< people of the last minute
  std::optional<double> valence;  ///< of the last minute; none where those are too few
  std::optional<double> rating;   ///< mean of all; none where those are too few
  bool operator==(const ContentNow&) const = default;
};

struct Now {
  std::vector<CameraNow> cameras;
  std::vector<ContentNow> contents;
};

/// The newest one. Thread-safe.
class NowBoard {
 public:
  void set(Now now) {
    auto next = std::make_shared<const Now>(std::move(now));
    std::lock_guard lock(mutex_);
    now_ = std::move(next);
  }
  std::shared_ptr<const Now> get() const {
    std::lock_guard lock(mutex_);
    return now_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Now> now_ = std::make_shared<const Now>();
};

}  // namespace mien::outbox
