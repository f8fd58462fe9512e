#pragma once
/// \file SCRFD (Guo et al., "Sample and Computation Redistribution for Efficient Face Detection",
/// 2021), as InsightFace exports it: at each cell of three grids two anchors (or one at each of
/// five), whose distances to the box's four sides are told.

#include <array>
#include <vector>

#include "face/cnn_detector.h"

namespace mien::face {

/// Outputs of one grid. A row is an anchor: cells row by row, the anchors of a cell together.
struct ScrfdGrid {
  int stride = 0;
  int anchors = 2;       ///< at each cell
  infer::Output scores;  ///< N × 1: confidence 0..1 (the export ends in a sigmoid)
  infer::Output
      distances;  ///< N × 4: from the cell's corner to left, top, right, bottom, in strides
  infer::Output landmarks;  ///< N × 5 × (x, y) from the cell's corner, in strides; no shape: none
};

/// Which output is what, told by shape: the last dimension is 1, 4 or 10, and a finer grid has more
/// rows. The order and the names of an export do not matter. Throws Error(model) where the outputs
/// are not those of three or five grids of this canvas.
std::vector<ScrfdGrid> scrfd_grids(const infer::InferRequest&, InputSize);

/// Appends the candidates of at least `min_confidence` in canvas pixels. Pure.
void decode_scrfd(const ScrfdGrid&, InputSize, float min_confidence, std::vector<Detection>&);

/// Its line for the table.
const CnnFamily& scrfd();

}  // namespace mien::face
