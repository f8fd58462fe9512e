#pragma once
#include <memory>
#include <span>

#include "video/video.h"

namespace mien::video {

/// A container in memory, which must outlive the source; for tests and fuzzers. Throws
/// Error(input).
std::unique_ptr<Source> open_memory(std::span<const std::uint8_t> container,
                                    const OpenOptions& = {});

}  // namespace mien::video
