#pragma once
/// \file What has to be made unrecognisable in a frame.

#include <optional>
#include <span>
#include <vector>

#include "mien/types.h"

#include "drawing/annotated.h"

namespace mien::drawing {

/// Whether a moment lies in a stretch that a run analysed.
class AnalysedTime {
 public:
  /// `look_fps`: frames inferred a second; 0: every frame.
  AnalysedTime(std::span<const FrameResult> results, double look_fps);

  /// Was this frame inferred, or passed over by a run that looked shortly before?
  bool covers(double seconds) const;

 private:
  std::vector<double> times_;  ///< of the inferred frames, ascending
  double reach_;               ///< seconds that an inferred frame stands for those after it
};

/// Finds the faces of each frame of a copy anew, and keeps those that were found moments before
/// where a frame shows none in their place: a face that turns away or is blurred by its motion is
/// one still. One thread at a time; frames in order.
class FaceCover {
 public:
  static constexpr double kHold = 0.5;  ///< seconds

  FaceCover(std::span<const FrameResult> results, const AnnotateOptions& options);

  /// Appends the boxes to blur, in the frame's display pixels. False: all of the frame has to go.
  bool find(const Frame& frame, std::vector<Box>& boxes);

 private:
  struct Kept {
    Box box;  ///< 0..1 of the picture
    double seen = 0;
  };
  void keep(double seconds, float width, float height);

  FaceSearch search_;
  std::optional<AnalysedTime> analysed_;
  std::vector<Box> found_;
  std::vector<Kept> kept_;
};

}  // namespace mien::drawing
