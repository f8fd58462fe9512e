#pragma once
/// \file What work on demand loses, beside all of the work on the same footage.

#include <cstdint>

#include "bench/faces.h"

namespace mien::tune {

using bench::Seen, bench::SeenFace, bench::SeenFrame;

/// Counts of what all of the work saw. Lengths in seconds of the stream.
struct DemandLoss {
  std::int64_t faces = 0, found = 0;          ///< sights of faces; of these, with work on demand
  std::int64_t tracks = 0, missed = 0;        ///< people followed; of these, never found
  double longest_missed = 0;                  ///< of these tracks
  std::int64_t sights = 0, sights_alike = 0;  ///< faces with an expression in both; the same one
  std::int64_t stays = 0, stays_alike = 0;    ///< tracks with one in both; the same commonest one

  DemandLoss& operator+=(const DemandLoss& other);
  /// Somebody was seen, and at most a hundredth of the faces and no track of a second or more is
  /// lost; 95 % of single expressions and 97 % of those of tracks are the same.
  bool bearable() const;
};

/// What `seen` has no frame of is not found there.
DemandLoss loss_of(const Seen& whole, const Seen& seen);

}  // namespace mien::tune
