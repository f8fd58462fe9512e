#pragma once
/// \file The one who watches over all cameras.

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "live/camera.h"

namespace mien::live {

/// Lets cameras connect, cuts off what hangs, shares out the workers' time, tells of changes. Its
/// `run` is a thread's body.
class Supervisor {
 public:
  static constexpr double kTickMs = 100;
  using Cameras = std::function<std::vector<std::shared_ptr<Camera>>()>;

  Supervisor(Dispatch& dispatch, int workers, Cameras cameras)
      : dispatch_(dispatch), workers_(workers), cameras_(std::move(cameras)) {}

  void run(std::stop_token stop);
  /// Share of the workers' time spent on frames over the last seconds, 0..1.
  double busy() const { return busy_; }

 private:
  void share_out(double now);

  Dispatch& dispatch_;
  const int workers_;
  const Cameras cameras_;
  LoadControl load_;
  RateMeter busy_rate_;
  double last_share_ms_ = 0, last_busy_ms_ = 0;
  std::atomic<double> busy_{0};
};

}  // namespace mien::live
