#pragma once
/// \file Which faces to show at a moment between two inferred frames.

#include <span>
#include <string>
#include <vector>

#include "mien/types.h"

namespace mien::drawing {

/// A face at one moment. `shown` false: too uncertain to draw a box, yet to be blurred.
struct TimedFace {
  Box box;
  Emotion emotion = Emotion::unknown;
  std::string label;
  bool shown = true;
};

/// "#3 happiness 87%", "#4 unknown (too_small)"; `smiles`: "#3 smile 87%" (base/smile_words.h).
std::string label_of(const Face& face, bool smiles = false);

/// Walks once through the results of a run. Boxes of a track glide from one observation to the next
/// where these lie at most `kLongestGap` apart; the label is that of the last observation. Before a
/// track's first and after its last observation, and around untracked faces, a face may be there on
/// frames that nobody looked at: it stays shown for a moment after, and counts as present (for the
/// blur) up to the inferred frames on both sides. Memory is that of one moment's faces.
class FaceTimeline {
 public:
  static constexpr double kSameMoment = 5e-4;  ///< seconds: the same frame, read twice
  static constexpr double kLongestGap = 2.0;   ///< seconds
  static constexpr double kLinger = 0.5;  ///< seconds a face stays shown after its last observation

  /// `results` in order of time; they must outlive this. `smiles`: as for `label_of`.
  explicit FaceTimeline(std::span<const FrameResult> results, bool smiles = false)
      : results_(results), smiles_(smiles) {}

  /// The faces at a moment (seconds of stream time, rising from call to call), in pixels of a
  /// picture of this size (0: of the result they come from): a stream may change its size. Valid
  /// until the next call.
  const std::vector<TimedFace>& at(double seconds, int width = 0, int height = 0);

 private:
  struct Neighbours {
    const Face* before = nullptr;
    const Face* after = nullptr;
    std::size_t before_index = 0, after_index = 0;
  };
  Neighbours& sight_of(const Face& face);
  void collect(double seconds);
  void collect_after(double seconds, std::size_t index);
  void show(const Neighbours& sight, double seconds);
  double next_time(std::size_t index) const;
  Box box_of(const Face& face, std::size_t index) const;

  std::span<const FrameResult> results_;
  const bool smiles_;
  std::size_t begin_ = 0;  ///< first result within reach of the present moment
  std::size_t next_ = 0;   ///< first result after the present moment
  int width_ = 0, height_ = 0;
  std::vector<Neighbours> sights_;
  std::vector<TimedFace> faces_;
};

}  // namespace mien::drawing
