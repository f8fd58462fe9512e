#pragma once
/// \file One stream of a camera, and the thread that reads it.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "live/arrival_clock.h"
#include "live/lifeline.h"
#include "live/shot.h"
#include "video/live_source.h"

namespace mien::live {

/// Counts since the start, over all connections.
struct FeedCounts {
  std::int64_t read = 0, decoded = 0, passed_over = 0, damaged = 0;
  double cpu_ms = 0;
};

/// Connects when the supervisor lets it, reads until the stream ends or is cut off, and waits
/// again. `run` is its thread; the rest may be called by any.
class Feed {
 public:
  /// Gets each decoded picture on the feed's thread; `frame` and what `source` holds of it are
  /// valid during the call.
  using Viewer = std::function<void(video::LiveSource& source, Frame& frame)>;

  /// Connects; a read that blocks ends with `options.stop`, and with the token. Throws as
  /// `video::open_live` does.
  using Opener = std::function<std::unique_ptr<video::LiveSource>(
      const std::string& input, const video::LiveOptions& options, std::stop_token stop)>;

  Feed(std::string input, video::LiveOptions options, const LiveConfig& config, LiveBase base,
       Opener opener, Viewer viewer);

  void run(std::stop_token stop);
  /// By the supervisor, a few times a second.
  void tick(double now);
  void rest(video::Rest wish) { rest_ = wish; }
  /// Ends what blocks; the thread's own stop ends `run`.
  void ask_to_stop() {
    stopping_ = true;
    cut_off();
  }

  const Lifeline& life() const { return life_; }
  bool resting() const { return resting_; }
  FeedCounts counts() const;
  std::string codec() const;
  double stream_fps() const { return stream_fps_; }

 private:
  bool wait_for_turn(const std::stop_token& stop);
  void connect();
  void cut_off();
  std::stop_token begin_connection();
  void read(video::LiveSource& source);
  void count(const video::LiveSource& source);

  const std::string input_;
  video::LiveOptions options_;
  const LiveBase base_;
  const Opener opener_;
  const Viewer viewer_;
  const bool watch_still_;  ///< a recording may hold still
  Lifeline life_;
  ArrivalClock clock_;
  std::atomic<bool> cut_{false}, stopping_{false};  ///< `cut_` ends what blocks
  std::atomic<video::Rest> rest_{video::Rest::none};
  std::atomic<bool> resting_{false};
  std::atomic<double> stream_fps_{0}, cpu_ms_{0};
  std::atomic<std::int64_t> read_{0}, decoded_{0}, passed_over_{0}, damaged_{0};
  std::int64_t read_before_ = 0, passed_over_before_ = 0,
               damaged_before_ = 0;  ///< by earlier connections
  std::int64_t last_index_ = -1;     ///< of a decoded picture
  mutable std::mutex mutex_;
  std::condition_variable_any turn_;
  bool may_try_ = false;
  std::stop_source connection_;  ///< `cut_`, for those who are asked by a token
  std::string codec_;
};

}  // namespace mien::live
