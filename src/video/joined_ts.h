#pragma once
#include <cstdint>
#include <vector>

#include "media/bytes.h"

namespace mien::video {

/// Where, in a transport stream of one program, recordings begin whose video is coded in another
/// way than that before (files that were joined, a camera that was set anew): a demuxer would go on
/// in the first coding. Empty where there is one coding, or this is no such stream. Looks at its
/// tables in 256 places, at least 64 KiB apart: what is shorter may be missed.
std::vector<std::int64_t> transport_begins(media::Bytes& bytes);

}  // namespace mien::video
