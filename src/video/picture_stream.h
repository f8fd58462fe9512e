#pragma once
#include "media/bytes.h"

namespace mien::video {

/// Whether these bytes are JPEG pictures one after another, a film of cameras and grabbers, rather
/// than one picture: told by what follows the first one's end. A still of several views, or with a
/// larger preview, says so in its header, and is one picture.
bool is_motion_jpeg(media::Bytes& bytes);

}  // namespace mien::video
