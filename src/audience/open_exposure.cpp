#include "audience/open_exposure.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mien::audience {

namespace {

/// Thirds of a stay are then told apart to less than 1 % of its length.
constexpr std::size_t kMaxStretches = 512;

}  // namespace

Emotion dominant_label(const std::array<std::int64_t, kEmotions + 1>& label_ms) {
  const auto most = std::max_element(label_ms.begin(), label_ms.begin() + kEmotions);
  if (*most <= 0) return Emotion::unknown;
  return static_cast<Emotion>(most - label_ms.begin());
}

OpenExposure::OpenExposure(std::string content, std::string zone, WallTime now, const Face& face,
                           const ExposureLimits& limits)
    : content_(std::move(content)),
      zone_(std::move(zone)),
      start_(now),
      last_(now),
      last_reading_(reading_of(face, limits)) {
  react(face, limits);
}

// The quality of a face is assessed only where it may be read: one whose `Quality` was never filled
// says nothing, but a face refused as turned away does.
OpenExposure::Pose OpenExposure::pose_of(const Face& face, const ExposureLimits& limits) {
  if (face.expression.doubt == Doubt::turned_away) return Pose::away;
  if (!face.detection.landmarks || face.quality.overall <= 0) return Pose::unknown;
  const bool towards = std::abs(face.quality.yaw) <= limits.max_yaw &&
                       std::abs(face.quality.pitch) <= limits.max_pitch;
  return towards ? Pose::towards : Pose::away;
}

OpenExposure::Reading OpenExposure::reading_of(const Face& face, const ExposureLimits& limits) {
  Reading reading{face.expression.label, pose_of(face, limits), face.expression.valence};
  if (!std::isfinite(reading.valence)) reading.label = Emotion::unknown;
  reading.valence = std::clamp(reading.valence, -1.0, 1.0);
  return reading;
}

void OpenExposure::react(const Face& face, const ExposureLimits& limits) {
  const Expression& expression = face.expression;
  if (reaction_ || expression.label == Emotion::neutral || expression.label == Emotion::unknown)
    return;
  if (expression.confidence >= limits.reaction_confidence)
    reaction_ = Reaction{expression.label, last_ - start_};
}

void OpenExposure::weigh(const Reading& reading, std::int64_t span, Stretch& stretch) {
  label_halves_[static_cast<std::size_t>(reading.label)] += span;
  if (reading.pose != Pose::unknown) pose_halves_ += span;
  if (reading.pose == Pose::towards) attention_halves_ += span;
  if (reading.label == Emotion::unknown) return;
  const double half = static_cast<double>(span) / 2;
  stretch.known += half;
  stretch.valence += half * reading.valence;
  known_ms_ += half;
  valence_sum_ += half * reading.valence;
}

void OpenExposure::observe(WallTime now, const Face& face, const ExposureLimits& limits) {
  const std::int64_t span = std::max<std::int64_t>(0, (now - last_).count());
  Stretch stretch{(last_ - start_).count(), (last_ - start_).count() + span};
  weigh(last_reading_, span, stretch);
  last_ += std::chrono::milliseconds(span);
  last_reading_ = reading_of(face, limits);
  weigh(last_reading_, span, stretch);
  append(stretch);
  react(face, limits);
}

// All stretches hold equally many sights: where there are too many, two by two become one, and new
// ones grow as long.
void OpenExposure::append(const Stretch& stretch) {
  const auto join = [](Stretch& into, const Stretch& next) {
    into.end = next.end;
    into.known += next.known;
    into.valence += next.valence;
  };
  if (!stretches_.empty() && in_last_ < per_stretch_) {
    join(stretches_.back(), stretch);
    ++in_last_;
    return;
  }
  if (stretches_.size() == kMaxStretches) {
    for (std::size_t i = 0; i < kMaxStretches / 2; ++i) {
      stretches_[i] = stretches_[2 * i];
      join(stretches_[i], stretches_[2 * i + 1]);
    }
    stretches_.resize(kMaxStretches / 2);
    per_stretch_ *= 2;
  }
  stretches_.push_back(stretch);
  in_last_ = 1;
}

std::optional<double> OpenExposure::change() const {
  const std::int64_t dwell = (last_ - start_).count();
  double known[2] = {}, valence[2] = {};
  for (const Stretch& stretch : stretches_) {
    const std::int64_t middle_x6 = 3 * (stretch.begin + stretch.end);
    const int third = middle_x6 < 2 * dwell ? 0 : middle_x6 > 4 * dwell ? 1 : -1;
    if (third < 0) continue;
    known[third] += stretch.known;
    valence[third] += stretch.valence;
  }
  if (known[0] <= 0 || known[1] <= 0) return std::nullopt;
  return valence[1] / known[1] - valence[0] / known[0];
}

Exposure OpenExposure::report(const std::string& camera, int visit) const {
  Exposure exposure{.camera = camera, .content = content_, .zone = zone_};
  exposure.start = start_;
  exposure.end = last_;
  exposure.visit = visit;
  exposure.pose_ms = pose_halves_ / 2;
  exposure.attention_ms = attention_halves_ / 2;
  for (std::size_t i = 0; i < label_halves_.size(); ++i)
    exposure.label_ms[i] = label_halves_[i] / 2;
  if (known_ms_ > 0) exposure.valence = valence_sum_ / known_ms_;
  exposure.change = change();
  exposure.reaction = reaction_;
  return exposure;
}

}  // namespace mien::audience
