#pragma once
/// \file What an approach saw, frame by frame, and how two of them compare.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mien/types.h"

namespace mien::bench {

struct SeenFace {
  Box box;
  float confidence = 0;
  std::int64_t track = 0;
  std::string label = {};  ///< its expression; empty: was not read
};

/// Faces of one inferred frame.
struct SeenFrame {
  double seconds = 0;         ///< of stream time
  int width = 0, height = 0;  ///< of the picture
  std::vector<SeenFace> faces;
};

/// By input, then by stream time in ms: a frame's number is not known in a run that was cut short,
/// its time is.
using Seen = std::vector<std::map<std::int64_t, SeenFrame>>;

std::int64_t key_of(double seconds);

/// One line of a faces file, without its line feed.
std::string faces_line(std::size_t input, std::int64_t frame, const SeenFrame& seen);
/// A file of such lines. Throws Error(input) where it cannot be read or is something else.
Seen read_faces(const std::filesystem::path& file, std::size_t inputs);

/// Indices of the faces of both that overlap by at least 0.5 (IoU), best first, one to one.
std::vector<std::pair<std::size_t, std::size_t>> matched(const SeenFrame& a, const SeenFrame& b);

struct Recall {
  std::int64_t frames = 0;  ///< reference frames that the other saw too
  std::int64_t faces = 0;   ///< of the reference, in them, large enough
  std::int64_t found = 0;   ///< of these, matched
  double value() const {
    return faces > 0 ? static_cast<double>(found) / static_cast<double>(faces) : 0;
  }
};

/// Reference faces of at least `min_height` pixels at 640 pixels longest side that `seen` has too:
/// overlap (IoU) of at least 0.5, one to one. `tracked`: between two observations of a track less
/// than `longest_gap` seconds apart its box is interpolated, as an annotated copy shows it.
Recall recall_of(const Seen& reference, const Seen& seen, bool tracked, double longest_gap = 1,
                 double min_height = 40);

/// Frames of `reference` of which `seen` knows something, as `recall_of` does.
Seen seen_by_both(const Seen& reference, const Seen& seen, bool tracked, double longest_gap = 1);

struct Equality {
  std::int64_t frames = 0;  ///< that both saw
  std::int64_t differ = 0;  ///< of these, with another number of faces, or a face moved (IoU < 0.9)
  double least_iou = 1;     ///< of matched faces
  bool equal() const { return differ == 0; }
  std::string words() const;  ///< empty where equal
};

Equality compare(const Seen& a, const Seen& b);

}  // namespace mien::bench
