#pragma once
/// \file Average precision of a detector, by the size of the faces.

#include <cstddef>
#include <span>
#include <vector>

#include "mien/types.h"

namespace mien::eval {

/// One image: what is there, and what was seen.
struct LabelledImage {
  struct Labelled {
    Box box;
    bool ignored = false;  ///< neither to be found nor to be missed
  };
  std::vector<Labelled> faces;
  std::vector<Detection> detections;  ///< any order
  double height_scale = 1;            ///< height that counts = box height × it
};

/// Precision and recall over all detections of at least this confidence.
struct CurvePoint {
  double confidence = 0, precision = 0, recall = 0;
};

struct AveragePrecision {
  std::size_t faces = 0;  ///< that were to be found
  double value = 0;       ///< 0..1; 0 where there are no faces
  std::vector<CurvePoint>
      curve;  ///< falling confidence, rising recall; one point per distinct confidence
};

/// The rule, per image: detections by falling confidence each take the free face they overlap most,
/// if IoU ≥ `min_iou` (hit). Faces lower than `min_height` and ignored ones are as COCO has it: who
/// overlaps one of these and no free face counts for nothing; nor does a detection that overlaps
/// none and is itself lower than `min_height`. All else is a false alarm. The value is the area
/// under the precision envelope (best precision at this or a higher recall) over every step of
/// recall: "all points", as PASCAL VOC 2010; not COCO's 101 samples. Pure. Detections whose
/// confidence or box is not finite are false alarms that no threshold lets through: left out.
AveragePrecision average_precision(std::span<const LabelledImage> images, double min_height,
                                   double min_iou = 0.5);

}  // namespace mien::eval
