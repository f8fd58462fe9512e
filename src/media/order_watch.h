#pragma once
#include <algorithm>
#include <vector>

#include "base/timeline.h"

namespace mien::media {

/// Foretells from packets, in the order of decoding, whether a stream's clock steps: puts their
/// times in the order in which a decoder gives frames, and places them as those will be.
class OrderWatch {
 public:
  /// `delay`: frames by which decoding is ahead of showing.
  OrderWatch(const Timeline::Clock& clock, int delay)
      : timeline_(clock), delay_(delay > 0 ? static_cast<std::size_t>(delay) : 0) {}

  /// So many packets later a step is known.
  std::size_t hindsight() const { return delay_ + kLongestWait; }

  /// The next packet's presentation time, which it must have. False once a step is known.
  bool see(std::int64_t pts) {
    waiting_.push_back({pts, ++seen_});
    if (waiting_.size() > delay_) place();
    // A time far ahead of its neighbours' would wait here for those that are like it; the decoder
    // gives its frame in its turn.
    for (const Waiting& each : waiting_) stray_ |= seen_ - each.number > kLongestWait;
    return sound();
  }
  /// The stream's end.
  bool end() {
    while (!waiting_.empty()) place();
    return sound();
  }

 private:
  struct Waiting {
    std::int64_t pts = 0;
    std::size_t number = 0;
  };

  /// Packets between the first of a group that is shown last and the last that is shown before it
  /// (H.264, HEVC: 16).
  static constexpr std::size_t kLongestWait = 17;

  bool sound() const { return timeline_.steps() == 0 && !stray_; }
  void place() {
    const auto first =
        std::min_element(waiting_.begin(), waiting_.end(),
                         [](const Waiting& a, const Waiting& b) { return a.pts < b.pts; });
    timeline_.at(first->pts);
    waiting_.erase(first);
  }

  Timeline timeline_;
  std::size_t delay_;
  std::vector<Waiting> waiting_;
  std::size_t seen_ = 0;
  bool stray_ = false;
};

}  // namespace mien::media
