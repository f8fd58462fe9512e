#pragma once
/// \file One person who is, or was a moment ago, in view.

#include <array>

#include "mien/types.h"

#include "track/kalman.h"
#include "track/smoothing.h"

namespace mien::track {

/// A moment of the stream: as the stream tells it, and on the tracker's own clock, which never
/// steps back.
struct Moment {
  FrameInfo frame;
  double clock = 0;  ///< seconds
};

/// What is remembered of a person between frames. Fixed size, however long the stay.
class OpenTrack {
 public:
  OpenTrack(std::int64_t id, const Face& first, const Moment& now, bool confident);

  /// Moves the expected box on by `dt` seconds.
  void predict(double dt) { motion_.predict(dt); }
  /// The same person again.
  void correct(const Face& face, const Moment& now, bool confident);
  /// Takes in what the face of this moment shows, and replaces its expression by the smoothed one
  /// where it was read, now or at the sight whose reading it kept. `smoothing_s`: see
  /// TrackerOptions.
  void observe(Face& face, const Moment& now, double smoothing_s, double min_confidence);

  std::int64_t id() const { return id_; }
  const BoxFilter& motion() const { return motion_; }
  double last_seen() const { return last_clock_; }  ///< on the tracker's clock
  std::int64_t observations() const { return observations_; }
  bool confident() const { return confident_; }  ///< at least one detection was
  Track report(double min_confidence) const;

 private:
  void smooth(const Expression& read, double weight);
  void add_to_whole(const Face& face, double weight);

  std::int64_t id_;
  BoxFilter motion_;
  double start_s_, end_s_;
  double last_clock_;
  std::int64_t last_index_;
  std::int64_t frames_ = 1, observations_ = 1;
  bool confident_;
  ExpressionMean steady_, recent_, whole_;
  Expression last_reading_;               ///< that of the sights since, which kept it
  double kept_weight_ = 0;                ///< of those: not in `whole_` yet
  std::array<std::int64_t, 6> doubts_{};  ///< unread faces per Doubt
  double best_view_ = -1, best_frame_s_ = 0;
};

}  // namespace mien::track
