#pragma once
/// \file One camera: its streams, its faces, its figures.

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/crew.h"
#include "chain/follow.h"
#include "live/dispatch.h"
#include "live/feed.h"
#include "live/live.h"
#include "live/meters.h"
#include "live/pace.h"

namespace mien::live {

/// What all cameras have in common. What it refers to outlives them.
struct LiveSetting {
  std::shared_ptr<const RunConfig> config;  ///< its cameras are not read
  const chain::Models& models;
  const std::vector<Sink*>& sinks;
  const LiveHooks& hooks;
  UtcOffset clock;
  LiveBase base;
  Dispatch& dispatch;
};

/// The picture in which faces were searched last, and the faces.
struct Sight {
  Shot shot;
  std::vector<Box> faces;  ///< in `frame`'s pixels
};

/// Threads: one per stream (`start` … `stop`), the supervisor (`tick`), one worker at a time
/// (`serve`, `lost`), and any (`status`, `sight`).
class Camera : public CameraSlot {
 public:
  Camera(const LiveSetting& setting, const CameraConfig& config);

  const CameraConfig& config() const { return config_; }
  void start();
  /// Ends its threads; `ask_to_stop` first makes the end of many quick. After it is out of the
  /// dispatch, `finish`.
  void ask_to_stop();
  void stop() { crew_.stop(); }
  /// Ends its tracks; from now on it tells nothing any more.
  void finish();

  void tell(const CameraStatus& status, bool gone);
  void tick(double now, const LoadControl& load);
  CameraStatus status() const;
  std::optional<Sight> sight() const;
  const chain::Masks& masks() const { return masks_; }

  void serve(WorkerDesk& desk, Shot& shot) override;
  void lost() override;

 private:
  static constexpr double kSightMs = 15'000;  ///< older ones show the past

  Feed::Opener opener() const;
  void view(video::LiveSource& source, Frame& frame);
  bool is_due(const video::LiveSource& source, double seconds);
  void keep_sharp(video::LiveSource& source, Frame& frame);
  std::shared_ptr<const Shot> sharp_near(double seconds, std::shared_ptr<const Shot> other) const;
  std::shared_ptr<const Shot> take_sharp(Shot& shot);
  void search(WorkerDesk& desk, Shot& shot);
  void tell_faces(FrameResult& result, double came_ms);
  void tell_tracks(bool all);
  void rest_or_wake(double seconds, bool faces);
  bool awaits_sharp(double seconds);
  void note_problem(const std::string& words);
  void tell_changes();
  void look_after_lost(double now);
  double wished_fps() const;
  void tell_cost() const;

  const LiveSetting setting_;
  const CameraConfig config_;
  const chain::Masks masks_;
  const int width_;         ///< of the detector's network
  const bool spares_main_;  ///< of two streams, the sharp one gives keyframes alone
  chain::Follow follow_;
  std::unique_ptr<Feed> feed_,
      sharp_feed_;  ///< searched for faces; the one that they are cut from, if another
  std::atomic<double> wanted_fps_;
  Pace pace_;                            ///< the feed's thread
  std::atomic<bool> sharp_came_{false};  ///< a sharp keyframe, and no search was asked for since

  // Workers'.
  double last_face_s_ = -1, first_s_ = -1;
  std::int64_t last_sharp_ = -1;  ///< index of the sharp picture that faces were cut from last
  chain::Demand demand_;
  std::atomic<std::int64_t> inferred_{0}, faces_{0};
  std::atomic<double> worker_cpu_ms_{0};

  // The supervisor's.
  bool told_lost_ = false;
  std::mutex telling_;  ///< of what follows
  bool finished_ = false;
  CameraStatus told_;

  mutable std::mutex mutex_;                       ///< of what follows
  std::deque<std::shared_ptr<const Shot>> sharp_;  ///< the newest ones
  std::optional<Sight> sight_;
  int width_shown_ = 0, height_shown_ = 0;
  DemandCounts demanded_;
  StageTimes worked_;  ///< by workers; the parts that the chain times
  RateMeter read_rate_, detect_rate_;
  mutable LatencyWindow latency_;
  std::string problem_;  ///< of the last search, or of who heard of it

  Crew crew_;  ///< last: its threads use the others
};

}  // namespace mien::live
