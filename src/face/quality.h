#pragma once
/// \file The quality gate: is this face fit to be read?

#include "mien/types.h"

namespace mien::face {

/// Where a face stops being worth a guess. The defaults were set on FER2013's public test images,
/// read by mini-XCEPTION, and on real footage (640 × 480 interviews, store ceilings, a turning
/// head).
struct QualityLimits {
  /// Pixels of the source; smaller faces are `too_small`. The expression network is right on 70 %
  /// of faces of 48 pixels, 58 % at 32, 35 % at 16.
  float min_height = 24;
  /// Variance of the Laplacian of the 64 × 64 crop; below it `blurred`. Blurred step by step, faces
  /// were read rightly in 67 % above 200, 60 % at 50 to 100, 50 % at 30 to 50, 39 % at 20 to 30, 24
  /// % below 5. Faces in focus measured 770 to 1,700 in good footage, 115 to 320 in compressed
  /// interviews, 55 to 110 at 21 pixels in a store.
  float min_sharpness = 30;
  /// Share of a right angle; beyond it `turned_away`. A turning head showed 0.67 to 0.79 in
  /// profile, up to 0.6 in a three-quarter view. A face without landmarks is never turned away.
  float max_yaw = 0.65f;
  /// Share of the box, or of the five landmarks, beyond the picture; above it `cut_off`: one
  /// landmark may be missing.
  float max_outside = 0.3f;
};

/// Shares of a right angle, as in `Quality`.
struct Pose {
  float yaw = 0, pitch = 0;
};

/// From the landmarks; straight ahead where there are none. Pure.
Pose pose_of(const Detection&);

/// What can be said before a crop exists: pose from landmarks, size, place in the picture.
/// `none` where nothing speaks against reading the face.
Doubt doubt_before_crop(const Detection&, int frame_width, int frame_height,
                        const QualityLimits& = {});

/// Quality of a face from its detection and its crop (gray or colour u8 canvas). Pure.
Quality assess(const Detection&, const Canvas& crop);

/// The doubt that remains after the crop: blur.
Doubt doubt_after_crop(const Quality&, const QualityLimits& = {});

}  // namespace mien::face
