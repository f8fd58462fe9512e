#pragma once
/// \file Which numbers turn a frame's Y, U, V into R, G, B.

#include <libyuv.h>

#include "mien/frame.h"
#include "mien/types.h"

namespace mien::media {

/// libyuv writes B, G, R ("RGB24") with these constants and planes in the order Y, U, V.
/// For R, G, B it wants the mirrored constants and the planes in the order Y, V, U.
inline const libyuv::YuvConstants* yuv_constants(ColorMatrix matrix, bool full_range,
                                                 bool mirrored) {
  using namespace libyuv;
  switch (matrix) {
    case ColorMatrix::bt709:
      if (full_range) return mirrored ? &kYvuF709Constants : &kYuvF709Constants;
      return mirrored ? &kYvuH709Constants : &kYuvH709Constants;
    case ColorMatrix::bt2020:
      if (full_range) return mirrored ? &kYvuV2020Constants : &kYuvV2020Constants;
      return mirrored ? &kYvu2020Constants : &kYuv2020Constants;
    case ColorMatrix::bt601:
      break;
  }
  if (full_range) return mirrored ? &kYvuJPEGConstants : &kYuvJPEGConstants;
  return mirrored ? &kYvuI601Constants : &kYuvI601Constants;
}

}  // namespace mien::media
