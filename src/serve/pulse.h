#pragma once
/// \file Once a second: what the cameras and this process do, told to all who listen.

#include <cstdint>
#include <mutex>
#include <stop_token>

#include "mien/stages.h"

#include "base/life_signs.h"
#include "serve/metrics.h"

namespace mien::audience {
class Tallies;
}
namespace mien::http {
class EventHub;
}
namespace mien::oversight {
class CameraGate;
}

namespace mien::serve {

class CameraSeat;
class ConfigDesk;

struct SystemFigures {
  int cores = 1;
  double cpu_share = 0;     ///< of all cores, over the last second, 0..1
  double workers_busy = 0;  ///< 0..1
  std::int64_t memory_bytes = 0;
  double read_fps = 0, detect_fps = 0;  ///< of all cameras together
  double drops_per_s = 0;
  double p99_latency_ms = 0;  ///< the worst camera's
  std::int64_t subscribers = 0, events_dropped = 0;
};

/// `run` is the body of one thread; `system` may be asked by any.
class Pulse {
 public:
  Pulse(const CameraSeat& cameras, const oversight::CameraGate& gate, const ConfigDesk& config,
        http::EventHub& events, Sink& sink, audience::Tallies& tallies);
  void run(std::stop_token stop, LifeSign& life);
  SystemFigures system() const;

 private:
  void tick();
  SystemFigures measure(const std::vector<CameraStatus>& cameras, double busy);

  const CameraSeat& cameras_;
  const oversight::CameraGate& gate_;
  const ConfigDesk& config_;
  http::EventHub& events_;
  Sink& sink_;  ///< hears the tallies
  audience::Tallies& tallies_;
  double last_ms_, last_cpu_s_;
  std::int64_t last_drops_ = 0;
  mutable std::mutex mutex_;
  SystemFigures system_;
};

}  // namespace mien::serve
