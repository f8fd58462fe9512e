#pragma once
/// \file What differs between two configurations, in words: before → after. Passwords and tokens
/// are in none of them.

#include <string>
#include <vector>

#include "mien/config.h"

namespace mien::config {

/// Each difference between two cameras: "content cereal → soup", "mask staff-door removed (was
/// [[0.8, 0], …])". Both null, or equal: none. One null: all that the other has. Pure.
std::vector<std::string> camera_words(const CameraConfig* before, const CameraConfig* after);
/// Tokens by name, added, removed, revoked, with another scope or another secret; raw_video; the
/// notice; the titles of contents. Pure.
std::vector<std::string> other_words(const RunConfig& before, const RunConfig& after);

/// "a; b; c"
std::string joined(const std::vector<std::string>& words, const char* between = "; ");

}  // namespace mien::config
