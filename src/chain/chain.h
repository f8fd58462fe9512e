#pragma once
/// \file The stages of one frame, in order, and what workers share of them.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/pipeline.h"
#include "mien/stages.h"

#include "chain/demand.h"
#include "chain/mask.h"
#include "emotion/classifiers.h"
#include "face/detectors.h"
#include "face/quality.h"
#include "media/cropper.h"
#include "media/scaler.h"

namespace mien::chain {

/// The loaded models. Shared by all workers; thread-safe.
class Models {
 public:
  /// Throws as `load_detector` and `load_classifier` do. `workers`: how many threads will infer at
  /// once. `stages`: the caller's own, in the place of models; paths are of no account where there
  /// are both.
  Models(const RunConfig& config, const ModelStorePaths& paths, int workers,
         const OwnStages& stages = {});

  /// `width`: of the network's input, as one of the cameras or the run asks.
  std::unique_ptr<Detector> detector(int width) const { return model(width).make(); }
  /// For one thread's lanes, `tuning.batch` of them.
  std::vector<std::unique_ptr<Detector>> batch(int width) const {
    return model(width).make_batch();
  }
  /// Nothing where the run reads no expressions.
  std::unique_ptr<Classifier> classifier() const;
  /// The detector is the caller's.
  bool own_detector() const { return own_.detector.has_value(); }
  /// Loads the detector for another width, where it is not yet. Throws as the constructor does.
  void add_width(int width);
  const ModelInfo& detector_info() const { return model(width_).info(); }
  const ModelInfo& classifier_info() const { return classifier_info_; }
  /// What went wrong since they were loaded and was made good, in words; empty: nothing. Does not
  /// wait.
  std::string incident() const { return classifier_ ? classifier_->incident() : std::string(); }
  /// Confidence below which an expression is `unknown`.
  double least_confidence() const { return least_confidence_; }

 private:
  face::DetectorModel& model(int width) const;

  const OwnStages own_;
  std::optional<infer::ModelStore> store_;  ///< as `engine_`: not where all stages are the caller's
  std::unique_ptr<infer::Engine> engine_;
  int width_;  ///< of the run
  face::DetectorOptions options_;
  mutable std::mutex mutex_;                                       ///< of `detectors_`
  std::map<int, std::unique_ptr<face::DetectorModel>> detectors_;  ///< by width
  std::unique_ptr<emotion::ClassifierModel> classifier_;
  bool smile_only_ = false;  ///< nothing else leaves a classifier
  ModelInfo classifier_info_{.name = "none"};
  double least_confidence_ = 0;
};

/// The same face on a picture `x` times as wide and `y` times as high.
void stretch(Detection& face, float x, float y);
/// The same faces on a picture of another size.
void resize(FrameResult& result, int width, int height);

/// One worker's own stages: everything that depends on a single frame. One thread at a time.
class FrameChain {
 public:
  /// Makes the detector of a width when it is first needed.
  using DetectorOf = std::function<std::unique_ptr<Detector>(int width)>;

  explicit FrameChain(const Models& models);
  FrameChain(const Models& models, DetectorOf detector_of);

  /// Makes what frames of this display size need, so that the first one does not wait for it. A
  /// detector of the caller's searches nothing for that: it is promised a canvas that was filled.
  void prepare(int width, int frame_width, int frame_height);

  /// Finds and reads the faces of a decoded frame: scale → infer → crop → classify.
  /// `width`: of the detector's input.
  /// `result.faces` is overwritten (its memory is kept); CPU ms are added to `times`.
  void process(const Frame& frame, int width, const Masks& masks, FrameResult& result,
               StageTimes& times);

  /// The next picture of the stream that `demand` knows: searched, and its faces read, as far as
  /// there is a need. The faces are cut from `sharp`, a picture of the same scene (or `frame`
  /// itself); `result` is in its pixels.
  void process(const Frame& frame, const Frame& sharp, int width, const Masks& masks,
               Demand& demand, FrameResult& result, StageTimes& times);

  /// Whether there is a face in the picture. What it costs is added to `times`.
  bool sees_anyone(const Frame& frame, int width, const Masks& masks, StageTimes& times);

  /// Its two halves, for those that have more frames than one under way: `submit` scales the frame
  /// and begins its inference, `complete` waits for that and does the rest. The frame's planes and
  /// the masks stay as they are from one to the other.
  void submit(const Frame& frame, int width, const Masks& masks, StageTimes& times);
  void complete(const Frame& frame, FrameResult& result, StageTimes& times);
  /// As `complete`, with the faces cut from another, sharper picture of the same scene: `result` is
  /// in its pixels.
  void complete(const Frame& frame, const Frame& sharp, FrameResult& result, StageTimes& times);

 private:
  /// One moment: what the faces are cut from, and what they were searched in, perhaps the same.
  struct Scene {
    const Frame &cut, &searched;
  };

  Detector& detector(int width);
  void find(const Frame& frame, const Frame& sharp, FrameResult& result, StageTimes& times);
  std::vector<Detection> search(const Frame& frame, StageTimes& times);
  void search_closer(const Frame& frame, std::vector<Detection>& faces, StageTimes& times);
  void read(const Scene& scene, FrameResult& result, Demand* demand, StageTimes& times);
  void crop(const Scene& scene, FrameResult& result, Demand* demand, StageTimes& times);
  void crop_face(const Scene& scene, std::size_t number, FrameResult& result, Demand* demand);
  void crop_beside(const Scene& scene, std::size_t number, const FrameResult& result,
                   Demand& demand);
  void classify(FrameResult& result, Demand* demand, StageTimes& times);

  DetectorOf detector_of_;
  const bool own_detector_;                             ///< of the caller's
  std::map<int, std::unique_ptr<Detector>> detectors_;  ///< by width, made on first use
  Detector* busy_ = nullptr;                            ///< has the frame submitted last
  Letterbox letterbox_;                                 ///< of that frame
  int width_ = 0;                                       ///< of the input of `busy_`
  const Masks* masks_ = nullptr;                        ///< of that frame's camera
  std::unique_ptr<Classifier> classifier_;
  media::Scaler scaler_;
  media::Cropper cropper_;
  std::vector<std::size_t> readable_;    ///< faces that the classifier is to read, by slot
  std::vector<Expression> expressions_;  ///< by slot
};

}  // namespace mien::chain
