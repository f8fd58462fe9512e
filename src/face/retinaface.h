#pragma once
/// \file RetinaFace (Deng et al., "RetinaFace: Single-stage Dense Face Localisation in the Wild",
/// 2019) with a MobileNet-0.25 backbone: two square priors at each cell of three grids.

#include <vector>

#include "face/cnn_detector.h"

namespace mien::face {

/// A square that the network corrects: centre and side, canvas pixels.
struct Prior {
  float x = 0, y = 0, side = 0;
};

/// All priors of a canvas, in the order of the network's outputs: strides 8, 16, 32; row by row;
/// small before large.
std::vector<Prior> retinaface_priors(InputSize);

struct RetinaFaceOutputs {
  infer::Output boxes;  ///< "loc", N × 4: shift of the centre, log growth of the sides
  infer::Output
      scores;  ///< "conf", N × 2: background, face; sums to 1 (the model ends in a softmax)
  infer::Output landmarks;  ///< "landmarks", N × 5 × (x, y): shift from the prior's centre
};

/// Appends the candidates of at least `min_confidence` in canvas pixels. Pure.
/// Throws Error(model) where an output does not have one row for each prior.
void decode_retinaface(const RetinaFaceOutputs&, const std::vector<Prior>&, float min_confidence,
                       std::vector<Detection>&);

/// Its line for the table: 640 × 384 in about 11 ms on one core, in f32.
const CnnFamily& retinaface();

}  // namespace mien::face
