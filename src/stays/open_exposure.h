#pragma once
/// \file A stay that goes on.

#include <vector>

#include "stays/course.h"
#include "stays/exposure.h"

namespace mien::audience {

/// What a face shows now; `at` is for the stay to say.
Glance glance_of(const Face& face, const ExposureLimits& limits);

/// Collects what a face shows from sight to sight, in fixed memory: a poster that is taken for a
/// face stays all day. Used by one thread at a time.
class OpenExposure {
 public:
  /// `sight.at` counts for nothing here: the first sight is the start.
  OpenExposure(std::string content, std::string zone, WallTime now, const Glance& sight);

  /// The next sight; `now` never before the last one.
  void observe(WallTime now, const Glance& sight);

  const std::string& content() const { return content_; }
  WallTime last_seen() const { return last_; }
  std::chrono::milliseconds lasted() const { return last_ - start_; }
  double dwell_s() const { return std::chrono::duration<double>(lasted()).count(); }

  /// The stay as if it ended with the last sight.
  Exposure report(const std::string& camera, int visit) const;

 private:
  /// A stretch of the stay, for the change between its thirds. Times in ms from the start.
  struct Stretch {
    std::int64_t begin = 0, end = 0;
    double known = 0, valence = 0;  ///< ms of known expression; sum of valence × ms
  };

  void react(const Glance& sight);
  void weigh(const Glance& sight, std::int64_t span, Stretch& stretch);
  void append(const Stretch& stretch);
  std::optional<double> change() const;

  std::string content_, zone_;
  WallTime start_, last_;
  Glance last_sight_;
  std::optional<Reaction> reaction_;
  // Twice the milliseconds: each span between two sights counts half for either.
  std::array<std::int64_t, kEmotions + 1> label_halves_{};
  std::int64_t pose_halves_ = 0, attention_halves_ = 0;
  double known_ms_ = 0, valence_sum_ = 0;
  std::vector<Stretch> stretches_;  ///< of `per_stretch_` sights each; the last one may have fewer
  std::int64_t per_stretch_ = 1, in_last_ = 0;
};

}  // namespace mien::audience
