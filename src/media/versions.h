#pragma once
/// \file The libraries below.

#include <string>
#include <utility>
#include <vector>

namespace mien::media {

/// "libavcodec 59.37.100" …: for the software table.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace mien::media
