#pragma once
/// \file What a comparison of tracks with their truth counts, and the figures that follow from it.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace mien::eval {

/// Sights that could be judged, and those that were wrong.
struct Judged {
  std::int64_t sights = 0, wrong = 0;
  void judge(bool right) {
    ++sights;
    wrong += right ? 0 : 1;
  }
};

/// Counts add up over inputs. docs/tracks.md defines each.
struct TrackTally {
  std::int64_t truth_faces = 0, seen_faces = 0;  ///< boxes, over all frames
  std::int64_t found = 0;                        ///< faces of the truth with a box of a track
  std::int64_t switches = 0;
  std::int64_t same_identity = 0;  ///< IDTP: boxes of the best pairing of people with tracks
  std::int64_t people = 0, tracks = 0;
  std::vector<double> dwell_errors;  ///< seconds, of every person
  std::int64_t missed = 0;           ///< people without a track
  Judged zone, content, expression;
  std::int64_t unknown = 0;                ///< sights without an expression, where one is known
  std::int64_t changes = 0, followed = 0;  ///< of expression; those after which a right label came
  std::vector<double> delays;              ///< seconds, of those followed

  TrackTally& operator+=(const TrackTally& other);
};

/// Figures of `mien eval track --json` (null where there is nothing to count).
nlohmann::json figures_of(const TrackTally& tally);

}  // namespace mien::eval
