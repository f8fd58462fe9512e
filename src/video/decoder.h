#pragma once
#include <cstdint>
#include <string>

#include "video/av.h"

namespace mien::video {

struct DecoderOptions {
  int threads = 1;                ///< 1: decodes in the caller's thread
  bool skip_loop_filter = false;  ///< H.264 only: block edges stay as they were coded
  double look_fps = 0;            ///< frames that are looked at a second; 0: all
  std::int64_t max_pixels = 0;    ///< of a picture; 0: as for files
};

/// A decoder for a stream, bounded in picture size. Throws Error(input, `where`) where the codec is
/// unknown or its header makes no sense.
CodecHandle open_decoder(const AVCodecParameters& parameters, AVRational time_base,
                         const DecoderOptions& options, const std::string& where);

}  // namespace mien::video
