#pragma once
/// \file Who was there, and where, in every frame of a film: the truth that tracks are compared
/// with.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "eval/track/rectangle.h"

namespace mien::eval {

/// `box`: of the face, pixels of the truth's picture, may reach beyond it. `visible` 0..1: how much
/// of it is to be seen; below `kLeastVisible` it need not be found, and may be.
struct TruthBox {
  Rectangle box;
  double visible = 1;
};
inline constexpr double kLeastVisible = 0.5;

/// From ≤ frame < to: the person is in this zone, or before this content.
struct Stretch {
  std::int64_t from = 0, to = 0;
  std::string name;
};

/// From ≤ frame < to: any of these labels is right.
struct ExpressionStretch {
  std::int64_t from = 0, to = 0;
  std::vector<std::string> labels;
};

struct TruthPerson {
  std::map<std::int64_t, TruthBox> boxes;  ///< by frame, from 0
  std::vector<Stretch> zones, contents;    ///< none: not known, and not compared
  std::vector<ExpressionStretch> expressions;
};

struct TrackTruth {
  double width = 0, height = 0;  ///< of the picture that the boxes are in, pixels
  double fps = 0;
  std::map<std::int64_t, TruthPerson> people;  ///< by the truth's own number
};

/// Reads mien's JSON (docs/tracks.md; the file's name ends in .json) or MOT's text, which takes the
/// picture's size and rate from seqinfo.ini beside it or one folder up. Throws Error(input): which
/// file and place, what is wrong there, what was expected.
TrackTruth read_track_truth(const std::filesystem::path& file);

/// The two kinds, from text; `where` names it in messages.
TrackTruth parse_track_truth_json(const std::string& text, const std::string& where);
std::map<std::int64_t, TruthPerson> parse_mot(std::istream& text, const std::string& where);

}  // namespace mien::eval
