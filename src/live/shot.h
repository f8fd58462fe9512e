#pragma once
/// \file A picture on its way to a worker.

#include <memory>

#include "mien/frame.h"

#include "base/time.h"

namespace mien::live {

/// A decoded picture that is kept, and since when it could be had. Copying it copies no pixel.
struct Shot {
  Frame frame;                         ///< `info.seconds` counts from the runtime's base
  std::shared_ptr<const void> planes;  ///< keeps the planes
  double complete_ms = 0;              ///< LiveSource's, steady clock: its wait begins here
  double behind_ms = 0;                ///< LiveSource's: so late it was read
  bool due = true;    ///< a search is asked for; else it is only newer than one that waits
  bool lone = false;  ///< none follows soon: it may be old
  /// Of the same moment from the camera's other stream, as far as it had come; its planes too.
  std::shared_ptr<const Shot> sharp;
};

/// The moment from which all cameras' seconds count, on both clocks.
struct LiveBase {
  WallTime wall;
  double steady_ms = 0;

  double seconds(double at_ms) const { return (at_ms - steady_ms) / 1e3; }
  /// Where the wall clock is set meanwhile, it is followed.
  WallTime wall_at(double seconds) const { return mien::wall_at(steady_ms + seconds * 1e3); }
};

}  // namespace mien::live
