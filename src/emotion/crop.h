#pragma once
/// \file The square of a frame that an expression network is shown.

#include "mien/types.h"

namespace mien::emotion {

/// A square of side `scale` × box height, centred on the box. With `align`, and eyes that can be
/// told apart, turned so that they lie level; leans beyond 60° are taken for mistaken landmarks and
/// left as they are. Always finite, side at least 1 pixel, whatever the detection holds. Pure.
///
/// Why centred and about as wide as high: FER2013's own framing; a crop ×0.8 or ×1.3 costs about 8
/// points of accuracy. Why align: a face that leans by 20° costs mini-XCEPTION 6 points on FER2013,
/// by 30° 13 points, below 10° nothing.
CropSpec crop_for(const Detection& detection, double scale, bool align);

}  // namespace mien::emotion
