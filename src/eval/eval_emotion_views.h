#pragma once
/// \file The same face as a camera may give it: from further away, or cut carelessly.

#include <array>
#include <span>

#include "mien/stages.h"

#include "eval/eval_emotion_faces.h"
#include "media/area.h"

namespace mien::eval {

/// Heights in pixels that accuracy is measured at.
inline constexpr std::array kFaceHeights = {12, 16, 24, 32, 48};

/// A crop that is not quite where it should be, in multiples of its side.
struct CropError {
  const char* name;
  float scale, right, down;
};
inline constexpr CropError kCropErrors[] = {
    {"scale_0.8", 0.8f, 0, 0},   {"scale_1.25", 1.25f, 0, 0}, {"shift_left", 1, -0.1f, 0},
    {"shift_right", 1, 0.1f, 0}, {"shift_up", 1, 0, -0.1f},   {"shift_down", 1, 0, 0.1f}};

/// The square that `classifier` would cut for the face that fills `frame`.
///
/// The picture *is* the crop: pictures of FER2013 were cut by a face detector, and so are those
/// that networks learn from; a model's `crop_scale` only says how much larger or smaller than a
/// detector's box that cut is. So the detector is taken to have seen a box whose height times
/// `crop_scale` is the picture's height, centred. A crop that errs towards the outside sees the
/// picture's edge pixels go on, which a camera's picture would not: these figures are a lower
/// bound.
CropSpec whole_picture(const Frame& frame, double crop_scale, const Classifier& classifier);

/// Pictures shrunk by area average. One per thread.
class Shrinker {
 public:
  /// `frame` at a display height of `height` pixels; a view of this object until its next call.
  /// One that is no higher is given back as it is.
  Frame shrink(const Frame& frame, int height);

 private:
  media::AreaSampler sampler_;
  std::array<std::vector<std::uint8_t>, 3> planes_;
};

}  // namespace mien::eval
