#pragma once
/// \file Faces of one camera, frame by frame → stays in front of contents.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "stays/exposure.h"
#include "stays/open_exposure.h"

namespace mien::audience {

struct ObserverOptions {
  std::string camera;
  std::string recording;  ///< as of Exposure
  WallTime base;          ///< wall clock at 0 s of stream time
  ExposureLimits limits;
};

/// Fed with what follows the tracker, in stream order; used by one thread at a time. A face is in
/// front of what its `content` says. A stream clock that steps back (a loop that begins again)
/// stands still meanwhile.
///
/// Track ids are used while a track lives and never leave this class.
class Observer {
 public:
  /// Throws Error(usage) on impossible limits.
  explicit Observer(ObserverOptions options);

  /// Stays that ended are appended to `done`. `at`: the wall clock at this frame, where it may have
  /// been set since `base`: stays keep their length and are dated by it.
  void frame(const FrameResult& result, std::vector<Exposure>& done,
             std::optional<WallTime> at = {});
  void ended(const Track& track, std::vector<Exposure>& done);
  /// The stream's end: all stays end with their last sight.
  void finish(std::vector<Exposure>& done);

  /// All stays end with their last sight. Whoever comes into one again was there before: no new
  /// person.
  void interrupt(std::vector<Exposure>& done);

  /// Stays that go on and are long enough, as if they ended now.
  std::vector<Exposure> open() const;

 private:
  struct Stay {
    OpenExposure exposure;
    Course course;
  };
  struct Person {
    std::vector<Stay> stays;  ///< at most one per content
    std::map<std::string, int> visits;
    WallTime last_seen;
  };

  WallTime advance(double seconds);
  void follow(WallTime at);
  Exposure dated(Exposure stay) const;
  void see(Person& person, const Face& face, WallTime now);
  Exposure report(const OpenExposure& stay, int visit) const;
  void end_stays_before(WallTime now, std::vector<Exposure>& done);
  void end(Person& person, Stay& stay, std::vector<Exposure>& done) const;

  const ObserverOptions options_;
  std::chrono::milliseconds grace_, least_;
  WallTime now_;                            ///< by the clock as it was at `base`
  std::chrono::milliseconds set_since_{0};  ///< the clock, since then
  double last_seconds_ = 0, shift_s_ = 0;
  std::map<std::int64_t, Person> people_;  ///< by track
};

}  // namespace mien::audience
