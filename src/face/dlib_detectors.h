#pragma once
/// \file The two detectors that dlib brings. Only built where MIEN_WITH_DLIB is defined.
///
/// Both compute in dlib's own arithmetic (precision "native") and score faces on an open scale on
/// which 0 is dlib's threshold; `confidence_of_score` maps it to 0..1.

#include <memory>

#include "face/detectors.h"

namespace mien::face {

/// The frontal face detector: HOG features, five linear SVMs (frontal, turned left and right,
/// rolled left and right), gray or RGB canvas. Sees faces of about 80 canvas pixels and more; each
/// step of `upsample` halves that. Needs no file. Throws Error(usage) for an impossible width,
/// upsample or confidence.
std::unique_ptr<DetectorModel> load_hog(const DetectorOptions&, infer::Engine&,
                                        const infer::ModelStore&);

/// The max-margin CNN: sliding-window network over an image pyramid, RGB canvas, entry "mmod" of
/// the store. Sets the threads of its BLAS for the whole process (see blas_threads.h). Throws as
/// load_hog, and Error(model) where the weights are missing or wrong.
std::unique_ptr<DetectorModel> load_mmod(const DetectorOptions&, infer::Engine&,
                                         const infer::ModelStore&);

/// 1 / (1 + e^(−2 score)): monotone; score 0 → 0.5, 1 → 0.88, −0.5 → 0.27. Not a calibrated
/// probability.
float confidence_of_score(double score);
/// Its inverse, for thresholds; `confidence` in (0, 1).
double score_of_confidence(double confidence);

}  // namespace mien::face
