#pragma once
/// \file What is going on right now, content by content.

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mien/config.h"
#include "mien/figures.h"
#include "mien/types.h"

#include "base/time.h"
#include "cells/guarded.h"

namespace mien::audience {

/// Who counts: the same people as in the figures of stays (ExposureLimits), there or gone.
struct TallyLimits {
  std::chrono::milliseconds min_dwell{0};  ///< in front of the content for at least so long
  std::chrono::milliseconds grace{1000};   ///< not seen for up to so long is still the same stay
};

/// People count in the live tallies as they do in the figures.
TallyLimits tally_limits(const AudienceConfig& config);

/// A sliding minute per content, and a quarter of an hour of what was said of it. Thread-safe.
///
/// **Privacy.** Figures are shown from the minimum audience on, and renewed only when so many
/// people have come, gone or been seen again since: what changes from one tally to the next is
/// never the doing of fewer. Counts are always shown. Tracks are forgotten after a minute.
class Tallies {
 public:
  explicit Tallies(int min_audience, TallyLimits limits = {})
      : min_audience_(min_audience), limits_(limits) {}

  /// Contents that are tallied though nobody is there.
  void set_contents(std::vector<std::string> names);
  /// A frame's faces, each in front of its `content`.
  void see(const std::string& camera, WallTime at, const std::vector<Face>& faces);
  /// The camera ended: its faces are no longer there.
  void forget(const std::string& camera);

  /// Once a second, on one thread: what is now, which is kept.
  Tally tick(WallTime now);
  /// Up to 900, the oldest first.
  std::vector<Tally> recent() const;

 private:
  using Track = std::pair<std::string, std::int64_t>;  ///< camera and id
  struct Second {
    std::int64_t number = 0;
    double valence = 0, known = 0, sights = 0;
    std::array<double, kEmotions + 1> labels{};
  };
  struct Person {
    WallTime since, last_seen;   ///< of the present stay
    bool stayed = false;         ///< long enough to count
    std::deque<Second> seconds;  ///< of the minute up to `last_seen`
  };
  struct Content {
    std::map<Track, Person> people;
    /// Who came, went or was seen since the figures were made, and those of them whose expression
    /// is known; up to the minimum audience.
    std::set<Track> changed, changed_known;
    std::optional<TallyFigures> figures;
  };
  struct LastGlance {
    WallTime at;
    std::map<std::string, std::int64_t> faces;  ///< by content
  };

  void add(Person& person, WallTime at, const Expression& expression) const;
  TallyFigures figures_of(const Content& content) const;
  void note(std::set<Track>& tracks, const Track& track) const;
  void renew(Content& content) const;
  void forget_old(Content& content, WallTime now) const;
  ContentTally tally(const std::string& name, Content& content, WallTime now) const;

  static std::int64_t people_of(const Content& content);

  const int min_audience_;
  const TallyLimits limits_;
  mutable std::mutex mutex_;
  std::map<std::string, Content> contents_;
  std::vector<std::string> names_;
  std::map<std::string, LastGlance> last_;  ///< by camera
  std::deque<Tally> ring_;
};

}  // namespace mien::audience
