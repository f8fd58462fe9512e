#pragma once
/// \file Box clean-up that all CNN detectors share: clipping, order, non-maximum suppression.

#include <cstddef>
#include <vector>

#include "mien/types.h"

namespace mien::face {

/// Candidates kept before and faces kept after suppression: bounds the time a hostile picture can
/// cost.
struct NmsLimits {
  std::size_t before = 5000;
  std::size_t after = 1000;
};

/// Cuts every box to [0, width] × [0, height]; drops those that are empty there, or whose box or
/// confidence is not finite; bounds confidence to 0..1. Landmarks stay where they are (they may lie
/// beyond the picture: the quality gate reads that) but are dropped where not finite. Keeps the
/// order. Never allocates.
void clip(std::vector<Detection>& faces, float width, float height);

/// Greedy suppression, in place: sorts by confidence (falling; ties by place, so that equal input
/// gives equal output), then drops each box that overlaps an earlier one by more than `max_iou`.
/// Expects finite boxes. Idempotent. Never allocates.
void suppress(std::vector<Detection>& faces, float max_iou, const NmsLimits& limits = {});

}  // namespace mien::face
