#pragma once
/// \file YuNet (Wu, Peng, Yu: "YuNet: A Tiny Millisecond-level Face Detector", 2023): anchor-free,
/// one candidate at each cell of three grids.

#include <array>
#include <vector>

#include "face/cnn_detector.h"

namespace mien::face {

/// Outputs of one grid of N = (canvas height / stride) × (canvas width / stride) cells, row by row.
struct YuNetGrid {
  int stride = 0;
  infer::Output classes;  ///< "cls_S", N: is it a face, 0..1
  infer::Output objects;  ///< "obj_S", N: how well the box fits, 0..1
  infer::Output
      boxes;  ///< "bbox_S", N × 4: centre from the cell's corner in cells, log sides in cells
  infer::Output landmarks;  ///< "kps_S", N × 5 × (x, y) from the cell's corner, in cells
};

/// Appends the candidates of at least `min_confidence` in canvas pixels; confidence is the
/// geometric mean of the two scores. Pure. Throws Error(model) where an output does not have the
/// grid's number of cells.
void decode_yunet(const YuNetGrid&, InputSize, float min_confidence, std::vector<Detection>&);

/// Its line for the table: 640 × 384 in about 8 ms on one core, in f32.
const CnnFamily& yunet();

}  // namespace mien::face
