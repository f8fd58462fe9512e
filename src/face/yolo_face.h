#pragma once
/// \file YOLO-face: YOLOv5-face (Qi et al., "YOLO5Face: Why Reinventing a Face Detector", 2021),
/// YOLOv7-face, and Ultralytics' YOLOv8 and later trained on faces; as exported with the grid
/// inside the model, so that each row is a candidate in canvas pixels.

#include <vector>

#include "face/cnn_detector.h"

namespace mien::face {

/// How a row of values is to be read, by how many there are. All begin with the box: centre x,
/// centre y, width, height.
struct YoloLayout {
  int values = 0;      ///< of a row
  int score = 4;       ///< position of the confidence, 0..1
  int times = -1;      ///< position of a second factor of the confidence; −1: none
  int landmarks = -1;  ///< position of the first landmark's x; −1: none
  int step = 0;        ///< from landmark to landmark: 2 (x, y) or 3 (x, y, how sure)
};

/// The one output, as N candidates. `apart`: the values of a candidate lie N apart (1 × values × N,
/// as of Ultralytics) rather than side by side (1 × N × values).
struct YoloRows {
  YoloLayout layout;
  std::size_t count = 0;
  bool apart = false;
  infer::Output output;
};

/// Finds the layout by the output's shape. Throws Error(model) where there is none for it.
YoloRows yolo_rows(const infer::Output&);

/// Appends the candidates of at least `min_confidence` in canvas pixels. Pure.
void decode_yolo(const YoloRows&, float min_confidence, std::vector<Detection>&);

/// Its line for the table.
const CnnFamily& yolo_face();

}  // namespace mien::face
