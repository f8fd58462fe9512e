#pragma once
/// \file The stages of one frame, in order, and what workers share of them.

#include <memory>
#include <string>
#include <vector>

#include "emotion/classifiers.h"
#include "face/detectors.h"
#include "face/quality.h"
#include "mien/config.h"
#include "mien/pipeline.h"
#include "mien/stages.h"
#include "runtime/mask.h"
#include "video/video.h"

namespace mien::runtime {

/// The loaded models. Shared by all workers; thread-safe.
class Models {
 public:
  /// Throws as `load_detector` and `load_classifier` do. `workers`: how many threads will infer at once.
  Models(const RunConfig& config, const ModelStorePaths& paths, int workers);

  std::unique_ptr<Detector> detector() const { return detector_->make(); }
  std::unique_ptr<Classifier> classifier() const { return classifier_->make(); }
  const ModelInfo& detector_info() const { return detector_->info(); }
  const ModelInfo& classifier_info() const { return classifier_->info(); }
  /// Confidence below which an expression is `unknown`.
  double least_confidence() const { return least_confidence_; }

 private:
  infer::ModelStore store_;
  std::unique_ptr<infer::Engine> engine_;
  std::unique_ptr<face::DetectorModel> detector_;
  std::unique_ptr<emotion::ClassifierModel> classifier_;
  double least_confidence_ = 0;
};

/// One worker's own stages: everything that depends on a single frame. One thread at a time.
class FrameChain {
 public:
  explicit FrameChain(const Models& models);

  /// Finds and reads the faces of a decoded frame: scale → infer → crop → classify.
  /// `result.faces` is overwritten (its memory is kept); CPU ms are added to `times`.
  void process(const Frame& frame, const Masks& masks, FrameResult& result, StageTimes& times);

 private:
  void detect(const Frame& frame, const Masks& masks, FrameResult& result, StageTimes& times);
  void crop(const Frame& frame, FrameResult& result, StageTimes& times);
  void classify(FrameResult& result, StageTimes& times);

  std::unique_ptr<Detector> detector_;
  std::unique_ptr<Classifier> classifier_;
  video::Scaler scaler_;
  video::Cropper cropper_;
  std::vector<std::size_t> readable_;    ///< faces that the classifier is to read, by slot
  std::vector<Expression> expressions_;  ///< by slot
};

}  // namespace mien::runtime
