#pragma once
/// \file tracks.csv → the stays of each input.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "report/files.h"

namespace mien::report {

struct TrackRow {
  std::int64_t id = 0, frames = 0;
  double start_s = 0, end_s = 0, best_frame_s = 0;
  std::string emotion;
  double confidence = 0, valence = 0, arousal = 0;
};

struct TrackLog {
  std::map<std::string, std::vector<TrackRow>> inputs;  ///< by input, by rising start
  std::size_t unreadable_rows = 0;
};

/// Columns are found by their names in the header, in any order; empty where there is no such file.
TrackLog read_tracks(const std::filesystem::path& file);

/// At most `kMostTracks` rows, the longest stays, as arrays
/// [id, start_s, end_s, frames, emotion, confidence, valence, arousal, best_frame_s], by rising
/// start.
inline constexpr std::size_t kMostTracks = 1000;
json longest_stays(std::vector<TrackRow> rows);

}  // namespace mien::report
