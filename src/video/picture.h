#pragma once
/// \file One still picture, decoded.

#include <memory>
#include <string>

#include "media/bytes.h"

namespace mien::video {

/// What is known of a picture besides its pixels.
struct Picture {
  AVCodecID codec = AV_CODEC_ID_NONE;
  int rotation = 0;         ///< degrees clockwise that turn it upright
  std::string damage;       ///< what of it is missing or wrong, in words; empty: nothing
  bool more_pages = false;  ///< others follow in the file
};

/// Decodes a picture into `frame`; of an animated one the first. `name` is for messages.
/// Throws Error(input) that says why not: no picture, a kind that is not read, larger than 512 MiB
/// or 16384 × 16384 pixels, damaged beyond use.
Picture decode_picture(std::unique_ptr<media::Bytes> bytes, const std::string& name,
                       AVFrame& frame);

}  // namespace mien::video
