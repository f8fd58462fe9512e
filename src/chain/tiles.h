#pragma once
/// \file Large still pictures in parts: shown whole, their faces would be too small for a network.

#include <vector>

#include "mien/frame.h"

namespace mien::chain {

/// A part of a picture, as a picture of its own.
struct Tile {
  Frame frame;  ///< views of the picture's planes
  Box part;     ///< where it lies upright, 0..1 of the picture's width and height
};

/// Parts of a still picture that a canvas of `longest` pixels shows at a third of their size or
/// larger (as it does a frame of 1920 pixels at 640). They cover all of it and overlap by a quarter
/// of their sides, so that a face is whole in one of them or large enough to be found in the whole
/// picture. None where the whole picture is shown that large, or is one of many frames.
std::vector<Tile> tiles_of(const Frame& picture, int longest);

/// Appends the faces of a tile, in the picture's pixels. Those that its inner edges cut are left
/// out: the neighbour has them whole.
void add_faces(const Tile& tile, const Frame& picture, const std::vector<Detection>& found,
               std::vector<Detection>& faces);

/// Leaves one of those that are the same face, the most confident; sorts by confidence.
void unite(std::vector<Detection>& faces);

}  // namespace mien::chain
