#pragma once
/// \file What a picture file is, by its content.

#include <string>

#include "media/bytes.h"

namespace mien::video {

/// What a file's own bytes tell, before any decoder is asked.
struct PictureKind {
  std::string name;                    ///< "JPEG", "HEIC", "GIF", …; empty: no picture
  AVCodecID codec = AV_CODEC_ID_NONE;  ///< of a picture that the file is as a whole
  bool contained = false;  ///< the file is a container that a demuxer takes the picture from
  bool animated = false;   ///< several pictures, one after another: read as a video
  std::string refusal,
      remedy;        ///< why one of this kind is not read, as "is …", and what to do; else empty
  int rotation = 0;  ///< degrees clockwise that turn it upright: EXIF, TIFF, AVIF
  bool more_pages = false;  ///< a TIFF of several pages, of which the first is read
  bool cut_off = false;     ///< it ends before its end; told of GIF, PNG, WebP and JPEG XL's boxes
  /// How many bytes a decoder is given; 0: all. FFmpeg 5.1 waits forever for the rest of a JPEG XL
  /// box whose header is cut off.
  std::int64_t size = 0;

  bool still() const { return !name.empty() && !animated && refusal.empty(); }
};

/// Reads a few bytes here and there, bounded whatever the file holds. Never throws.
PictureKind picture_kind(media::Bytes& bytes);

}  // namespace mien::video
