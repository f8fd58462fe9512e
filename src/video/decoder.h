#pragma once
#include <string>

#include "video/av.h"

namespace mien::video {

/// A decoder for a stream, bounded in picture size. `threads` ≥ 1; 1 decodes in the caller's
/// thread. Throws Error(input, `where`) where the codec is unknown or its header makes no sense.
CodecHandle open_decoder(const AVCodecParameters& parameters, AVRational time_base, int threads,
                         const std::string& where);

}  // namespace mien::video
