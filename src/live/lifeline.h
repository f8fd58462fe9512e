#pragma once
/// \file Whether a camera lives, and when to call it again.

#include <cstdint>
#include <mutex>
#include <random>
#include <string>

#include "mien/config.h"

#include "live/live.h"
#include "live/still_watch.h"

namespace mien::live {

/// The life of one stream: what its reader reports, and what the supervisor concludes. All times
/// are ms of one steady clock, and given: nothing here waits. Thread-safe.
///
/// Tries are 0.5 s apart, twice as long each time, at most `kLongestPauseMs`, each shortened by
/// chance so that cameras that were lost together do not come back together.
class Lifeline {
 public:
  static constexpr double kShortestPauseMs = 500;
  /// So that a camera that returns is seen within 5 s, its connecting and first keyframe included.
  static constexpr double kLongestPauseMs = 3000;
  /// Where the camera refuses user or password: many lock out whoever tries often.
  static constexpr double kLongestRefusedMs = 30'000;
  static constexpr double kHealthyMs = 10'000;  ///< after so long the next loss is a first one
  /// So long a connection's first picture is waited for where none is owed: its first keyframe may
  /// be far away. Connecting anew brings it no nearer, so each time twice as long as before; after
  /// a healthy connection twice as long as its own first picture took.
  static constexpr double kFirstPictureMs = 30'000, kLongestFirstPictureMs = 600'000;

  Lifeline(const LiveConfig& config, std::uint64_t seed);

  // Told by the reader.
  void trying(double now);
  /// `owed`: by what came, there should have been another picture.
  void packet(bool owed, double now);
  /// A decoded picture.
  void picture(std::uint64_t look, bool keyframe, double now);
  /// The try or the connection is over. `refused`: by a camera that knows us.
  void over(const std::string& why, bool refused, double now);

  // Asked by the supervisor.
  bool may_try(double now) const;
  /// In words why a connection that is open must be given up; empty: it need not be. Of one that
  /// is left open although its first picture takes long, `error` says so from then on.
  std::string trouble(double now);
  /// It was given up for this trouble.
  void give_up(const std::string& why, double now);

  CameraState state() const;
  std::string error() const;
  std::int64_t reconnects() const;
  /// When something new was seen last; 0: never.
  double last_sight_ms() const;

 private:
  enum class Phase { pause, trying, flowing };

  double pause_ms(bool refused);
  double blind_ms(double now) const;

  const LiveConfig config_;
  mutable std::mutex mutex_;
  std::mt19937_64 random_;
  Phase phase_ = Phase::pause;
  CameraState state_ = CameraState::connecting;
  std::string error_, given_up_for_;
  std::string awaited_;  ///< no trouble yet: that the first picture takes long
  double patience_ms_ = kFirstPictureMs, first_picture_took_ms_ = 0;
  double next_try_ms_ = 0, began_ms_ = 0, last_packet_ms_ = 0, last_sight_ms_ = 0;
  double last_picture_ms_ = 0;  ///< of the connection; its begin until there is one
  int failures_ = 0;
  bool ever_live_ = false, frozen_ = false;
  bool anew_ = false;      ///< the connection is another one than when it was live last
  bool pictured_ = false;  ///< a picture came over the connection
  bool owed_ = false;      ///< and another one should have come since
  std::int64_t reconnects_ = 0;
  StillWatch still_;
  std::uint64_t frozen_look_ = 0;
};

}  // namespace mien::live
