#pragma once
/// \file What hog and mmod share: options, canvas size, and the way back to source pixels. No dlib
/// in here.

#include <optional>

#include "face/detectors.h"

namespace mien::face {

/// Throws Error(usage) where `width`, `upsample` or `min_confidence` cannot be; `widest` bounds the
/// longest side after upsampling, and so the memory. Precision is not looked at: dlib has but its
/// own.
void check_dlib_options(const DetectorOptions&, int widest);

/// dlib's score above which a face is reported: 0, or that of `min_confidence` where it is set.
double score_threshold(const DetectorOptions&);

struct CanvasSize {
  int width = 0, height = 0;
};

/// Longest side `longest`, the other by the frame's aspect, rounded, ≥ 1.
/// Throws Error(input) for a frame without area.
CanvasSize canvas_size(int frame_width, int frame_height, int longest);

/// Edges of a box on the canvas, in canvas pixels; right and bottom are beyond the last pixel.
struct Edges {
  double left = 0, top = 0, right = 0, bottom = 0;
};

/// The box in source pixels, cut at the picture's border (dlib's windows may reach beyond it);
/// nothing where no part of it lies in the picture.
std::optional<Detection> to_detection(const Edges&, double score, const Letterbox&);

}  // namespace mien::face
