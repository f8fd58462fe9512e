#pragma once
/// \file The quality gate: is this face fit to be read?

#include "mien/types.h"

namespace mien::face {

struct QualityLimits {
  float min_height = 24;     ///< pixels of the source; smaller faces are `too_small`
  float min_sharpness = 20;  ///< variance of the Laplacian; below it `blurred`
  float max_yaw = 0.65f;     ///< beyond it `turned_away`
  float max_outside = 0.3f;  ///< share of the box beyond the picture; above it `cut_off`
};

/// What can be said before a crop exists: pose from landmarks, size, place in the picture.
/// `none` where nothing speaks against reading the face.
Doubt doubt_before_crop(const Detection&, int frame_width, int frame_height, const QualityLimits& = {});

/// Quality of a face from its detection and its crop (gray or colour u8 canvas). Pure.
Quality assess(const Detection&, const Canvas& crop);

/// The doubt that remains after the crop: blur.
Doubt doubt_after_crop(const Quality&, const QualityLimits& = {});

}  // namespace mien::face
