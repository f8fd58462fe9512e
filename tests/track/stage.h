#pragma once
/// \file Synthetic faces for the tracker's tests.

#include <vector>

#include "mien/types.h"

#include "track/trackers.h"

namespace mien::track {

inline Expression shown(Emotion label, float probability = 0.9f) {
  Expression expression;
  expression.probabilities.fill((1 - probability) / (kEmotions - 1));
  expression.probabilities[static_cast<std::size_t>(label)] = probability;
  expression.label = label;
  expression.confidence = probability;
  expression.valence = label == Emotion::happiness ? 0.8f : -0.5f;
  return expression;
}

inline Expression unread(Doubt doubt) {
  Expression expression;
  expression.doubt = doubt;
  return expression;
}

inline Face face_at(double x, double y, double height = 60, float confidence = 0.95f) {
  Face face;
  const float width = static_cast<float>(0.8 * height);
  face.detection.box = {static_cast<float>(x) - width / 2, static_cast<float>(y - height / 2),
                        width, static_cast<float>(height)};
  face.detection.confidence = confidence;
  face.quality.overall = 0.5f;
  face.expression = shown(Emotion::neutral);
  return face;
}

/// Feeds a tracker frame by frame at a fixed pace.
class Stage {
 public:
  explicit Stage(const TrackerOptions& options = {}, double fps = 5)
      : tracker_(make_tracker(options)), step_(1 / fps) {}

  /// The next frame; returns it as the tracker left it.
  FrameResult show(std::vector<Face> faces) {
    FrameResult result;
    result.frame = {index_, seconds_, 1920, 1080};
    result.faces = std::move(faces);
    tracker_->update(result);
    pass(1);
    return result;
  }
  /// Lets frames pass that are not inferred.
  void pass(int frames) {
    index_ += frames;
    seconds_ += frames * step_;
  }
  double seconds() const { return seconds_; }
  void set_seconds(double seconds) { seconds_ = seconds; }
  std::vector<Track> ended(bool all = false) { return tracker_->take_ended(all); }

 private:
  std::unique_ptr<Tracker> tracker_;
  double step_;
  std::int64_t index_ = 0;
  double seconds_ = 0;
};

}  // namespace mien::track
