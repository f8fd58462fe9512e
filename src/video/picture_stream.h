#pragma once
#include "media/bytes.h"

namespace mien::video {

/// Pictures one after another in a file, as cameras, grabbers and `ffmpeg -f image2pipe` write
/// them: FFmpeg's demuxer for them (JPEG, PNG, PNM, BMP, WebP); null where the file is no such
/// film. Told by what follows the first picture's end. A still of several views, or with a larger
/// preview, says so in its header, and is one picture.
const char* picture_stream(media::Bytes& bytes);

}  // namespace mien::video
