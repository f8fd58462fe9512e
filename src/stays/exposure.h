#pragma once
/// \file One stay of one anonymous person in front of one content.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "mien/types.h"

#include "base/time.h"
#include "stays/course.h"

namespace mien::audience {

/// What counts as a stay, and how a face is read during it.
struct ExposureLimits {
  double min_dwell_s = 1;  ///< shorter stays are no exposures: people who pass by; 0.1 .. 3600
  /// Out of the zone, or not seen, for up to this long is still the same stay (a missed detection,
  /// somebody in front); 0 .. 60.
  double grace_s = 1;
  /// A face is towards the camera up to these (Quality::yaw and pitch, shares of a right angle). A
  /// convention, not a measurement: the camera should hang at the content.
  float max_yaw = 0.4f, max_pitch = 0.4f;
  float reaction_confidence = 0.5f;  ///< of the first label other than neutral
};

/// The first confident label other than neutral, and how long after the arrival. Who arrives with
/// it has reacted after 0 ms: to what, nobody can tell.
struct Reaction {
  Emotion label = Emotion::unknown;
  std::chrono::milliseconds delay{0};
};

/// A track in a content's zone for at least the minimum time.
///
/// **Privacy.** No identity, no embedding, no picture, and no track id: a track is an anonymous
/// number that lives within a run; all that stays of it here is `visit`. Who leaves the picture and
/// comes back is somebody new. Figures of groups are shown only from a minimum audience on
/// (StoreOptions::min_audience).
struct Exposure {
  std::string camera, content;
  std::string recording;  ///< content_id of the file that it was seen in; empty: a live camera
  std::string zone;       ///< first one of the stay; empty: the whole picture
  WallTime start, end;    ///< first and last sight in the zone
  int visit = 1;  ///< 1: this track's first stay with this content on this camera, 2: the second, …
  /// Milliseconds during which the pose was known, and those of them with the face towards the
  /// camera. Unknown: no landmarks, or a face too small or cut off to be judged.
  std::int64_t pose_ms = 0, attention_ms = 0;
  /// Milliseconds under each label, `unknown` last; each moment counts for the nearest sight.
  std::array<std::int64_t, kEmotions + 1> label_ms{};
  std::optional<double> valence;  ///< mean over the time with a known expression, −1..1
  std::optional<double> change;   ///< valence of the last third minus that of the first, −2..2
  std::optional<Reaction> reaction;
  /// Of a stay that ended: its sights, by which it can be cut where the content changed; null: not
  /// known.
  std::shared_ptr<const Course> course = {};
  std::int64_t seen =
      0;  ///< in the database: the stay as it was seen, of which this is a part; 0: none

  std::int64_t dwell_ms() const { return (end - start).count(); }
};

}  // namespace mien::audience
