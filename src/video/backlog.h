#pragma once
/// \file How far reading is behind the camera.

#include <algorithm>
#include <cmath>
#include <utility>

namespace mien::video {

/// A packet that had to be waited for is new. One that was there already has waited itself: since
/// the last new one our clock has gone on, by its decoding and its neighbours', and the camera's by
/// less. Clocks that drift or leap do not disturb this. Of a stream with a clock; what the sender
/// holds back is not seen. One thread at a time.
class Backlog {
 public:
  /// A connection begins. `now`: ms.
  explicit Backlog(double now) : begun_ms_(now) {}

  /// A packet was read. `stated`: when it is to be decoded by the stream's clock, seconds; NaN: it
  /// has none. `waited_ms`: so long it was waited for; 0: it was there.
  void add(double stated, double now, double waited_ms) {
    const double step = stated - std::exchange(last_stated_, stated);
    // The rest of a large picture is waited for as well, if only for a moment.
    const bool is_new = waited_ms > 0 && !(waited_ms < std::max(kLeastWaitMs, 1e3 * step / 4));
    const bool leaps = !(step > -kLeap && step < kPause);
    if (is_new || leaps) {
      new_stated_ = stated;
      new_ms_ = now;
    }
    behind_ms_ = std::max(0.0, now - new_ms_ - 1e3 * (stated - new_stated_));
    was_new_ |= is_new;
    opening_ = !was_new_ && now - begun_ms_ < kOpeningMs;
    watch(now);
  }

  /// So long ago the packet read last could have been read.
  double behind_ms() const { return behind_ms_; }
  /// Whether it is more than a second behind and does not catch up.
  bool loses() const { return loses_; }
  /// Whether what comes was sent before anybody read: while the stream's format was found out, or
  /// from a recorder's memory.
  bool opening() const { return opening_; }

 private:
  static constexpr double kLeastWaitMs = 5;
  static constexpr double kLeap = 0.5, kPause = 2;  ///< seconds
  /// A source that never lets wait is read all the same.
  static constexpr double kOpeningMs = 1000;
  static constexpr double kMostMs = 1000, kWatchedMs = 500;

  void watch(double now) {
    if (behind_ms_ <= kMostMs) {
      over_ms_ = 0;
      loses_ = false;
    } else if (over_ms_ == 0 || now - over_since_ms_ >= kWatchedMs) {
      loses_ = over_ms_ > 0 && behind_ms_ >= over_ms_;
      over_ms_ = behind_ms_;
      over_since_ms_ = now;
    }
  }

  double begun_ms_;
  double new_stated_ = 0, new_ms_ = 0;  ///< of the last new packet
  double last_stated_ = std::nan("");
  double behind_ms_ = 0;
  double over_ms_ = 0, over_since_ms_ = 0;  ///< where too far behind: how far half a second ago
  bool loses_ = false, was_new_ = false, opening_ = false;
};

}  // namespace mien::video
