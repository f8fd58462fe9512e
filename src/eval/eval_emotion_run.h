#pragma once
/// \file One expression model in one precision on a stream of labelled faces.

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "emotion/classifiers.h"
#include "eval/eval_emotion_disturb.h"
#include "eval/eval_emotion_scores.h"
#include "eval/eval_emotion_views.h"
#include "media/cropper.h"

namespace mien::eval {

/// Median milliseconds of this thread's CPU that `classifier` takes for one face.
double milliseconds_per_face(Classifier& classifier);

class EmotionRun {
 public:
  /// `eight`: judged by labels of eight classes, otherwise by FER2013's seven. `engine` must
  /// outlive the object.
  EmotionRun(const infer::ModelEntry& entry, const std::string& precision, bool eight,
             infer::Engine& engine, const infer::ModelStore& store);

  /// Reads the face as it is, from further away (`smaller`: one per kFaceHeights), cut wrongly, and
  /// disturbed (`disturbed`: one per kDisturbances, or empty).
  void look(const LabelledFace& face, std::span<const Frame> smaller,
            std::span<const Frame> disturbed);

  const std::string& name() const { return entry_.name; }
  const EmotionScores& scores() const { return main_; }
  /// The contract's object of one model, with `labels` as said.
  nlohmann::json result(const std::string& labels) const;

 private:
  struct GuessCounts {
    std::int64_t faces = 0, right = 0;
    nlohmann::json share() const;
  };
  Guess read(const Frame& frame, const CropError& error);
  nlohmann::json times() const;
  nlohmann::json robustness() const;

  const infer::ModelEntry entry_;
  const bool eight_;
  std::unique_ptr<emotion::ModelClassifier> classifier_;
  std::string precision_, sha256_;    ///< of what reads
  std::map<std::string, double> ms_;  ///< by precision; those that were measured
  media::Cropper cropper_;
  Expression expression_;
  EmotionScores main_;
  GuessCounts seven_;
  std::int64_t images_ = 0;
  std::array<GuessCounts, kFaceHeights.size()> by_height_{};
  std::array<GuessCounts, std::size(kCropErrors)> by_crop_{};
  std::vector<double> right_;  ///< 1 or 0 for each face with a label, in their order
  std::array<std::vector<double>, kDisturbances.size()> right_disturbed_;
};

}  // namespace mien::eval
