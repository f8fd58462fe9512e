#pragma once
/// \file The recordings of one camera as one timeline.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/types.h"

namespace mien::recorded {

/// A recording of a camera that has several.
struct CameraFile {
  std::string file;
  std::optional<WallTime> begin;        ///< none: nobody knows; it comes last
  std::chrono::milliseconds length{0};  ///< 0: not known
  std::string time_from;                ///< what `begin` was taken from, in words
  std::string id;                       ///< recording_id
  /// What it shows before is in a recording before it.
  std::optional<WallTime> counts_from = {};
  std::vector<std::string> notes = {};  ///< gaps and overlaps before it
};

struct CameraTimeline {
  std::vector<CameraFile> files;    ///< by their begin
  std::vector<std::string> copies;  ///< in words: files left out, being another's copies
  std::size_t gaps = 0, overlaps = 0;
  std::size_t untold = 0;  ///< files of which neither can be told: how long the one before lasts is
                           ///< not known
};

/// What tells it apart from others (content_id). Empty where there is no such file, or it cannot be
/// read, which is told where it is analysed.
std::string recording_id(const std::string& input);

/// That of each camera whose input is one file, by its name.
std::map<std::string, std::string> recordings_of(const std::vector<CameraConfig>& cameras);

/// Sets files of one camera in order. The same recording twice is one; what two recordings show is
/// the earlier one's; where more than two seconds lie between them, or in both, a note says so.
/// Pure.
CameraTimeline in_order(std::vector<CameraFile> files);

}  // namespace mien::recorded
