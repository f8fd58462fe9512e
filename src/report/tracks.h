#pragma once
/// \file tracks.csv → the stays of each input.

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "report/fields.h"

namespace mien::report {

struct TrackLine {
  std::int64_t id = 0, frames = 0;
  double start_s = 0, end_s = 0, best_frame_s = 0;
  std::string emotion;
  std::string file;  ///< of a folder of pictures: the picture; else empty
  double confidence = 0, valence = 0, arousal = 0;  ///< ∞, in JSON null: not read
};

struct TrackLog {
  std::map<std::string, std::vector<TrackLine>> inputs;  ///< by input, by rising start
  std::size_t unreadable_rows = 0;
};

/// Gives the faces of pictures (`input` is "FOLDER/NAME") to their folder, where it is one of
/// `inputs`.
void gather_pictures(TrackLog& log, const std::set<std::string>& inputs);

/// Columns are found by their names in the header, in any order; empty where there is no such file.
TrackLog read_tracks(const std::filesystem::path& file);

/// At most `kMostTracks` rows, the longest stays, as arrays
/// [id, start_s, end_s, frames, emotion, confidence, valence, arousal, best_frame_s, picture], by
/// rising start. The last one only where there is a picture.
inline constexpr std::size_t kMostTracks = 1000;
json longest_stays(std::vector<TrackLine> rows);

}  // namespace mien::report
