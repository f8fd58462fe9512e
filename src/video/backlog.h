#pragma once
/// \file How far reading is behind the camera.

#include <algorithm>
#include <cmath>

namespace mien::video {

/// A packet that had to be waited for is new. One that was there already has waited itself: since
/// the last new one our clock has gone on, by its decoding and its neighbours', and the camera's by
/// less. Clocks that drift or leap do not disturb this. One thread at a time.
class Backlog {
 public:
  /// A connection begins. `now`: ms.
  explicit Backlog(double now) : begun_ms_(now) {}

  /// A packet was read. `stated`: when it is to be decoded by the stream's clock, seconds; not
  /// finite: it has none. `waited`: it was not there yet when it was asked for.
  void add(double stated, double now, bool waited) {
    const bool leaps = !(std::abs(stated - last_stated_) < kLeap);
    if (waited || leaps) {
      new_stated_ = stated;
      new_ms_ = now;
    }
    last_stated_ = stated;
    behind_ms_ = std::max(0.0, now - new_ms_ - 1e3 * (stated - new_stated_));
    was_new_ |= waited;
    opening_ = !was_new_ && now - begun_ms_ < kOpeningMs;
  }

  /// So long ago the packet read last could have been read.
  double behind_ms() const { return behind_ms_; }
  /// Whether what comes was sent before anybody read: while the stream's format was found out, or
  /// from a recorder's memory.
  bool opening() const { return opening_; }

 private:
  static constexpr double kLeap = 2;  ///< seconds
  static constexpr double kOpeningMs =
      1000;  ///< a source that never lets wait is read all the same

  double begun_ms_;
  double new_stated_ = 0, new_ms_ = 0;  ///< of the last new packet
  double last_stated_ = std::nan("");
  double behind_ms_ = 0;
  bool was_new_ = false, opening_ = false;
};

}  // namespace mien::video
