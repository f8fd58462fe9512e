#pragma once
/// \file Does the wall clock go on as it did?

#include <functional>
#include <optional>

#include "base/build_time.h"
#include "base/clock.h"
#include "base/time.h"

namespace mien {

/// Where times come from; a test gives its own.
struct Clocks {
  std::function<WallTime()> wall = wall_now;
  std::function<double()> steady_ms = mien::steady_ms;  ///< never jumps
  WallTime built = WallTime(build_day());               ///< no clock that goes right is before it
};

/// Compares the wall clock with one that never jumps. One thread at a time.
class ClockWatch {
 public:
  struct Look {
    WallTime now;
    std::chrono::milliseconds elapsed{0};           ///< since the last look
    std::optional<std::chrono::milliseconds> step;  ///< by so much it was set meanwhile
  };

  explicit ClockWatch(const Clocks& clocks)
      : clocks_(clocks), wall_(clocks.wall()), steady_ms_(clocks.steady_ms()) {}

  Look look() {
    const WallTime wall = clocks_.wall();
    const double steady = clocks_.steady_ms();
    Look look{.now = wall,
              .elapsed = std::chrono::milliseconds(static_cast<std::int64_t>(steady - steady_ms_))};
    const auto off = wall - wall_ - look.elapsed;
    if (std::chrono::abs(off) >= kStep) look.step = off;
    wall_ = wall;
    steady_ms_ = steady;
    return look;
  }

 private:
  /// A clock that is only put right slowly does not jump.
  static constexpr std::chrono::milliseconds kStep{1500};

  const Clocks clocks_;
  WallTime wall_;
  double steady_ms_;
};

}  // namespace mien
