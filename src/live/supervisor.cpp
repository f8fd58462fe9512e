#include "live/supervisor.h"

#include <algorithm>

#include "base/clock.h"
#include "base/crew.h"

namespace mien::live {

void Supervisor::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    const double now = steady_ms();
    share_out(now);
    for (const auto& camera : cameras_()) camera->tick(now, load_);
    nap(stop, std::chrono::duration<double, std::milli>(kTickMs));
  }
}

void Supervisor::share_out(double now) {
  constexpr double kEveryMs = 1000;
  if (now - last_share_ms_ < kEveryMs) return;
  const double busy_ms = dispatch_.busy_ms();
  const Dispatch::Counts counts = dispatch_.take_counts();
  if (last_share_ms_ > 0) {
    const double busy = (busy_ms - last_busy_ms_) / (now - last_share_ms_) / workers_;
    load_.update(busy, static_cast<double>(counts.served), static_cast<double>(counts.dropped));
  }
  busy_rate_.sample(busy_ms, now);
  busy_ = std::clamp(busy_rate_.rate() / 1e3 / workers_, 0.0, 1.0);
  last_share_ms_ = now;
  last_busy_ms_ = busy_ms;
}

}  // namespace mien::live
