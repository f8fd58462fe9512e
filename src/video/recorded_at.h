#pragma once
/// \file When a recording was made, as far as its file says.

#include <optional>
#include <string>

namespace mien::video {

/// `creation_time` of a local video file's container (MP4, MOV, Matroska …), as it stands there
/// (RFC 3339); nullopt where `input` is no such file or does not say. Not the time of the file
/// system, which copying changes.
std::optional<std::string> creation_time(const std::string& input);

}  // namespace mien::video
