#pragma once
/// \file Search on demand: where nothing moved, the faces are where they were.

#include "mien/frame.h"

#include "chain/mask.h"
#include "chain/small_luma.h"

namespace mien::chain {

/// The luma of a picture at 160 pixels width, what `masks` cover blackened (not in a turned one).
void shrink(const Frame& frame, const Masks& masks, SmallLuma& small);
/// Whether something moved from one such picture to another of the same size.
bool moved(const SmallLuma& before, const SmallLuma& now);

/// Compares each picture of a stream with the one that was searched last, by its luma at 160 pixels
/// width: more than 8 gray levels in a block of 4 × 4 pixels is motion, in pictures of little
/// contrast a quarter of their standard deviation, 3 at least. What builds up slowly adds up, for
/// the picture compared with stays until the next search. One thread at a time.
class MotionGate {
 public:
  /// Longest time between two searches, seconds.
  static constexpr double kMostSeconds = 2;

  /// Whether the picture is to be searched: it is a still one, the first, of another size,
  /// something moved, or the last search is `kMostSeconds` ago. If so, the next ones are compared
  /// with it. What `masks` cover cannot call for a search (but in a turned picture it can).
  bool due(const Frame& frame, const Masks& masks);

  /// As if nothing had been seen.
  void restart() { known_ = false; }

 private:
  bool comparable(const Frame& frame) const;

  bool known_ = false;
  int width_ = 0, height_ = 0, rotation_ = 0;  ///< of the picture searched last
  double searched_s_ = 0;
  SmallLuma searched_, now_;
};

}  // namespace mien::chain
