#pragma once
/// \file Could this face be that person?

#include "mien/types.h"

#include "track/kalman.h"

namespace mien::track {

/// Unlikeness of a face and a person's expected box: 0 (there exactly) … below 1; kImpossible where
/// it cannot be.
inline constexpr double kImpossible = 1.0;

/// `lost_s`: seconds that the person was out of sight before this frame (0: seen in the last
/// inferred frame).
///
/// Not IoU: at 5 frames a second a passer-by moves more than a face's width between two frames.
/// Instead distance of the centres in face heights, plus the logarithm of the ratio of heights,
/// plus a malus for being lost, so that those in view have the first claim. Gated by what the
/// motion filter holds for possible (99.9 %), by a hard limit on distance and by size: a face does
/// not double within a blink, but it does when the camera cuts. The sum x is bent to x / (1 + x):
/// one good pairing and one lone face beat two mediocre pairings. Pure.
double unlikeness(const BoxFilter& expected, const Box& face, double lost_s);

/// Whether the person is expected beyond the edge of a picture of this size (0: not known).
bool has_left(const BoxFilter& expected, int width, int height);
/// Whether the face may be cut by the picture's edge.
bool is_at_edge(const Box& face, int width, int height);

/// Second look with weak detections: only those very near to where a person was expected.
inline constexpr double kWeakLimit = 0.5;

}  // namespace mien::track
