#pragma once
/// \file What was shown, as a player tells it while it plays.

#include <map>
#include <string>
#include <vector>

#include "audience/shown.h"
#include "base/json.h"
#include "base/time.h"

namespace mien::imports {

struct PlayJsonOptions {
  std::map<std::string, std::string> cameras;  ///< screen, and camera itself → camera
  /// Of the configuration: what differs from one only in upper and lower case is refused.
  std::vector<std::string> contents;
  WallTime now;
  int retention_days = 0;
};

struct PlayJson {
  std::vector<audience::PlayLine> lines;
  std::chrono::milliseconds ahead{0};  ///< the player's clock; was taken off
  const char* ahead_from = "none";     ///< "request", "sent_at"
};

/// {"screen", "content", "begin", "end"}, with "camera" instead of the screen and "zone" where
/// there are; or {"shown": [such, …]} with "clock_offset_s", or "sent_at", the player's clock as it
/// sends. Throws Error(usage) that names the key. Pure.
PlayJson read_play_json(const Json& body, const PlayJsonOptions& options);

}  // namespace mien::imports
