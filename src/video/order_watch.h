#pragma once
#include <queue>
#include <vector>

#include "video/timeline.h"

namespace mien::video {

/// Foretells from packets, in the order of decoding, whether a stream's clock steps: puts their
/// times in the order in which a decoder gives frames, and places them as those will be.
class OrderWatch {
 public:
  /// `delay`: frames by which decoding is ahead of showing.
  OrderWatch(const Timeline::Clock& clock, int delay)
      : timeline_(clock), delay_(delay > 0 ? static_cast<std::size_t>(delay) : 0) {}

  std::size_t delay() const { return delay_; }
  /// The next packet's presentation time, which it must have. False from the first step on.
  bool see(std::int64_t pts) {
    waiting_.push(pts);
    while (waiting_.size() > delay_) place();
    return timeline_.steps() == 0;
  }
  /// The stream's end.
  bool end() {
    while (!waiting_.empty()) place();
    return timeline_.steps() == 0;
  }

 private:
  void place() {
    timeline_.at(waiting_.top());
    waiting_.pop();
  }

  Timeline timeline_;
  std::size_t delay_;
  std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> waiting_;
};

}  // namespace mien::video
