#pragma once
/// \file CenterFace (Xu et al., "CenterFace: Joint Face Detection and Alignment Using Face as
/// Point", 2019): a heat map of face centres at a quarter of the canvas, with size, offset and
/// landmarks at each cell.

#include <vector>

#include "face/cnn_detector.h"

namespace mien::face {

/// Planes of (canvas height / 4) × (canvas width / 4) cells, one after another.
struct CenterFaceOutputs {
  infer::Output heat;       ///< "537", 1 plane: confidence 0..1
  infer::Output sizes;      ///< "538", 2 planes: log height, log width, in cells
  infer::Output offsets;    ///< "539", 2 planes: y, x from the cell's centre, in cells
  infer::Output landmarks;  ///< "540", 10 planes: (y, x) × 5 from the box's corner, in box sides
};

/// Appends the candidates of at least `min_confidence` in canvas pixels. Pure.
/// Throws Error(model) where an output does not have the canvas's number of cells.
void decode_centerface(const CenterFaceOutputs&, InputSize, float min_confidence,
                       std::vector<Detection>&);

/// Its line for the table: 640 × 384 in about 30 ms on one core, in f32.
const CnnFamily& centerface();

}  // namespace mien::face
