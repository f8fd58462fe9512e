#pragma once
/// \file Who is served next: one place per camera, the newest frame in it, the latest camera first.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "chain/chain.h"
#include "live/shot.h"

namespace mien::live {

/// What one worker thread brings along.
struct WorkerDesk {
  explicit WorkerDesk(const chain::Models& models) : chain(models) {}
  chain::FrameChain chain;
  FrameResult result;
  StageTimes times;
};

/// A camera, as the workers know it. Served by one thread at a time.
class CameraSlot {
 public:
  virtual ~CameraSlot() = default;
  virtual void serve(WorkerDesk& desk, Shot& shot) = 0;
  /// Nothing has come for a while: whoever was there is gone.
  virtual void lost() = 0;

 private:
  friend class Dispatch;
  std::optional<Shot> shot_;
  double due_ms_ = 0;              ///< when the picture that is waited for was due
  bool owed_ = false;              ///< the picture that was due was too old
  bool busy_ = false;              ///< a worker is at it
  std::optional<double> lost_ms_;  ///< since when `lost` is to be called
  std::int64_t drops_ = 0;
};

/// Frames from cameras to workers. Holds one frame per camera: a newer one takes the place of an
/// older one, or of one that grew too old where another will come soon. A drop is a search that was
/// due and does not take place. Thread-safe.
class Dispatch {
 public:
  /// So long pictures go before cameras that were lost; then these have their turn like any other.
  static constexpr double kLostPatienceMs = 1000;

  explicit Dispatch(double max_latency_ms) : max_latency_ms_(max_latency_ms) {}

  void max_latency(double ms);
  void add(const std::shared_ptr<CameraSlot>&);
  /// Returns when no worker is at it.
  void remove(const std::shared_ptr<CameraSlot>&);

  /// Whether a picture would be taken although none is due.
  bool wants(const CameraSlot&) const;
  void post(CameraSlot&, Shot shot);
  /// What waits of the camera is from before, and is not searched any more.
  void post_lost(CameraSlot&);
  std::int64_t drops(const CameraSlot&) const;

  /// One camera's turn with one worker.
  struct Turn {
    std::shared_ptr<CameraSlot> camera;
    std::optional<Shot> shot;
    bool lost = false;
  };
  /// Waits for the camera that has waited longest; false where `stop` came first. Each turn is
  /// handed back by `done`.
  bool take(Turn& turn, const std::stop_token& stop);
  void done(Turn& turn);
  /// A worker's body: serves until told to stop.
  void work(WorkerDesk& desk, const std::stop_token& stop);
  /// Time of all workers spent on frames so far, with those that they are at.
  double busy_ms() const;
  /// Drops, and frames served, since the last call.
  struct Counts {
    std::int64_t served = 0, dropped = 0;
  };
  Counts take_counts();

 private:
  std::shared_ptr<CameraSlot> next(double now);
  void discard_old(double now);
  void drop(CameraSlot& camera);

  mutable std::mutex mutex_;
  double max_latency_ms_;
  std::condition_variable_any changed_;  ///< workers wait for it
  std::condition_variable freed_;        ///< `remove` does: a picture's one call is not for it
  std::vector<std::shared_ptr<CameraSlot>> cameras_;
  double busy_ms_ = 0;  ///< of turns that are over, less the moments at which the others began
  int turns_ = 0;       ///< that are not over
  Counts counts_;
};

}  // namespace mien::live
