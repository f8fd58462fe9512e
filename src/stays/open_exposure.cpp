#include "stays/open_exposure.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mien::audience {

namespace {

/// Thirds of a stay are then told apart to less than 1 % of its length.
constexpr std::size_t kMaxStretches = 512;

// The quality of a face is assessed only where it may be read: one whose `Quality` was never filled
// says nothing, but a face refused as turned away does.
Glance::Pose pose_of(const Face& face, const ExposureLimits& limits) {
  if (face.expression.doubt == Doubt::turned_away) return Glance::Pose::away;
  if (!face.detection.landmarks || face.quality.overall <= 0) return Glance::Pose::unknown;
  const bool towards = std::abs(face.quality.yaw) <= limits.max_yaw &&
                       std::abs(face.quality.pitch) <= limits.max_pitch;
  return towards ? Glance::Pose::towards : Glance::Pose::away;
}

}  // namespace

OpenExposure::OpenExposure(std::string content, std::string zone, WallTime now, const Glance& sight)
    : content_(std::move(content)),
      zone_(std::move(zone)),
      start_(now),
      last_(now),
      last_sight_(sight) {
  react(sight);
}

Glance glance_of(const Face& face, const ExposureLimits& limits) {
  const Expression& expression = face.expression;
  Glance sight{.label = expression.label, .pose = pose_of(face, limits)};
  if (std::isinf(expression.valence)) sight.label = Emotion::unknown;
  sight.valence = std::clamp(expression.valence, -1.0f, 1.0f);  // NaN stays: not computed
  sight.strong = expression.label != Emotion::neutral && expression.label != Emotion::unknown &&
                 expression.confidence >= limits.reaction_confidence;
  return sight;
}

void OpenExposure::react(const Glance& sight) {
  if (!reaction_ && sight.strong) reaction_ = Reaction{sight.label, last_ - start_};
}

void OpenExposure::weigh(const Glance& sight, std::int64_t span, Stretch& stretch) {
  label_halves_[static_cast<std::size_t>(sight.label)] += span;
  if (sight.pose != Glance::Pose::unknown) pose_halves_ += span;
  if (sight.pose == Glance::Pose::towards) attention_halves_ += span;
  if (sight.label == Emotion::unknown || std::isnan(sight.valence)) return;
  const double half = static_cast<double>(span) / 2;
  stretch.known += half;
  stretch.valence += half * static_cast<double>(sight.valence);
  known_ms_ += half;
  valence_sum_ += half * static_cast<double>(sight.valence);
}

void OpenExposure::observe(WallTime now, const Glance& sight) {
  const std::int64_t span = std::max<std::int64_t>(0, (now - last_).count());
  Stretch stretch{(last_ - start_).count(), (last_ - start_).count() + span};
  weigh(last_sight_, span, stretch);
  last_ += std::chrono::milliseconds(span);
  last_sight_ = sight;
  weigh(last_sight_, span, stretch);
  append(stretch);
  react(sight);
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
