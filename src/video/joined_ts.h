#pragma once
#include <cstdint>
#include <vector>

#include "media/bytes.h"

namespace mien::video {

/// Larger transport streams are looked at in places alone: to read gigabytes before the first frame
/// would take longer than what it finds is worth.
inline constexpr std::int64_t kReadWhole = std::int64_t{256} << 20;

/// Where, in a transport stream of one program, recordings begin whose video is coded in another
/// way than that before (files that were joined, a camera that was set anew): a demuxer would go on
/// in the first coding. Empty where there is one coding, or this is no such stream. Looks at all of
/// its tables; where it has more than `read_whole` bytes, in 256 places at least 64 KiB apart: what
/// is shorter may be missed then.
std::vector<std::int64_t> transport_begins(media::Bytes& bytes,
                                           std::int64_t read_whole = kReadWhole);

}  // namespace mien::video
