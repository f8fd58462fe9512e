#include "track/open_track.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mien::track {
namespace {

// Chosen among 45 settings on clips of faces seen by a bad camera (benchmarks/bad_camera.h), most
// of them training pictures: of those that show nine of ten changes within 600 ms, one of the most
// often right and steadiest. One mean alone, of 0.5 s, is as often right, later, and changes its
// label a sixth more often by chance (docs/MODEL_CARD.md).
constexpr double kRecentShare = 0.3;  ///< time constant of `recent_` by that of `steady_`
constexpr double kLead = 0.15;        ///< in probability, that makes a change

/// How well a face can be seen: quality × height in pixels. Without any quality the largest wins.
double view_of(const Face& face) {
  const double quality = face.quality.overall > 0 ? std::min(face.quality.overall, 1.0f) : 0;
  return (quality + 0.01) * face.detection.box.h;
}

}  // namespace

OpenTrack::OpenTrack(std::int64_t id, const Face& first, const Moment& now, bool confident)
    : id_(id),
      motion_(first.detection.box),
      start_s_(now.frame.seconds),
      end_s_(now.frame.seconds),
      last_clock_(now.clock),
      last_index_(now.frame.index),
      confident_(confident) {}

void OpenTrack::correct(const Face& face, const Moment& now, bool confident) {
  motion_.update(face.detection.box);
  end_s_ = std::max(end_s_, now.frame.seconds);
  // Everything since the last look belongs to the stay: a longer gap would have ended it. Indices
  // that do not rise (a loop that begins again) count as one frame.
  frames_ += std::max<std::int64_t>(1, now.frame.index - last_index_);
  last_index_ = now.frame.index;
  ++observations_;
  confident_ = confident_ || confident;
}

void OpenTrack::observe(Face& face, const Moment& now, double smoothing_s, double min_confidence) {
  const double dt = now.clock - last_clock_;
  last_clock_ = now.clock;
  steady_.fade(smoothing_s > 0 ? std::exp(-dt / smoothing_s) : 0);
  recent_.fade(smoothing_s > 0 ? std::exp(-dt / (kRecentShare * smoothing_s)) : 0);

  const double view = view_of(face);
  if (view > best_view_) {
    best_view_ = view;
    best_frame_s_ = now.frame.seconds;
  }
  if (!is_readable(face.expression)) {
    ++doubts_[std::min<std::size_t>(static_cast<std::size_t>(face.expression.doubt),
                                    doubts_.size() - 1)];
    return;
  }
  const double weight = weight_of(face.quality);
  smooth(face.expression, weight);
  add_to_whole(face, weight);
  face.expression = steady_.mean(min_confidence);
}

// Two means: a slow one is steady but late, a quick one the reverse. The slow one holds until the
// quick one clearly says something else; then the face has changed, and what came before counts no
// longer.
void OpenTrack::smooth(const Expression& read, double weight) {
  steady_.add(read, weight);
  recent_.add(read, weight);
  if (recent_.lead_over(steady_) > kLead) steady_ = recent_;
}

// Between two readings of a stay the expression went from the one to the other, nobody knows when:
// the sights between them count half for each. As many copies of the first would make the whole
// stay look as the one reading did by chance.
void OpenTrack::add_to_whole(const Face& face, double weight) {
  if (face.kept) {
    kept_weight_ += weight;
    last_reading_ = face.expression;
    return;
  }
  if (kept_weight_ > 0) whole_.add(last_reading_, kept_weight_ / 2);
  whole_.add(face.expression, kept_weight_ / 2 + weight);
  kept_weight_ = 0;
}

Track OpenTrack::report(double min_confidence) const {
  Track track;
  track.id = id_;
  track.start_s = start_s_;
  track.end_s = end_s_;
  track.frames = frames_;
  track.observations = observations_;
  track.best_frame_s = best_frame_s_;
  ExpressionMean whole = whole_;
  if (kept_weight_ > 0) whole.add(last_reading_, kept_weight_);
  if (!whole.empty()) {
    track.expression = whole.mean(min_confidence);
  } else {
    const auto commonest = std::max_element(doubts_.begin(), doubts_.end());
    track.expression.valence = track.expression.arousal = std::numeric_limits<float>::quiet_NaN();
    track.expression.doubt = static_cast<Doubt>(commonest - doubts_.begin());
  }
  return track;
}

}  // namespace mien::track
