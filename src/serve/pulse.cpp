#include "serve/pulse.h"

#include <algorithm>
#include <chrono>

#include "mien/error.h"

#include "audience/tallies.h"
#include "base/clock.h"
#include "base/crew.h"
#include "machine/machine.h"
#include "oversight/camera_gate.h"
#include "serve/answers_json.h"
#include "serve/api.h"

namespace mien::serve {

Pulse::Pulse(const CameraSeat& cameras, const oversight::CameraGate& gate, const ConfigDesk& config,
             http::EventHub& events, Sink& sink, audience::Tallies& tallies)
    : cameras_(cameras),
      gate_(gate),
      config_(config),
      events_(events),
      sink_(sink),
      tallies_(tallies),
      last_ms_(steady_ms()),
      last_cpu_s_(process_cpu_ms() / 1000) {
  system_.cores = machine::usable_cores();
}

void Pulse::run(std::stop_token stop, LifeSign& life) {
  auto next = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    life.beat();
    next = std::max(next + std::chrono::seconds(1), std::chrono::steady_clock::now());
    nap(stop, next - std::chrono::steady_clock::now());
    if (!stop.stop_requested()) tick();
  }
}

void Pulse::tick() {
  const auto cameras = cameras_.get();
  const auto states = cameras ? cameras->cameras() : std::vector<CameraStatus>();
  const SystemFigures figures = measure(states, cameras ? cameras->busy() : 0);
  {
    std::lock_guard lock(mutex_);
    system_ = figures;
  }
  const audience::Tally tally = tallies_.tick(wall_now());
  if (events_.wanted(http::kCameras)) {
    const auto config = config_.now();
    Json all = cameras_json(states, *config);
    try {
      add_held(all, gate_, config);
    } catch (const Error&) {  // the database's own trouble is told of elsewhere
    }
    events_.publish(http::kCameras, text_of(Json{{"cameras", all}}));
  }
  sink_.tally(tally);
  if (events_.wanted(http::kSystem)) events_.publish(http::kSystem, text_of(json_of(figures)));
}

SystemFigures Pulse::measure(const std::vector<CameraStatus>& cameras, double busy) {
  const double now = steady_ms();
  const double seconds = std::max(1e-3, (now - last_ms_) / 1000);
  const ProcessFigures process = process_figures();
  SystemFigures figures{.cores = system_.cores, .workers_busy = busy};
  figures.cpu_share =
      std::clamp((process.cpu_seconds - last_cpu_s_) / seconds / figures.cores, 0.0, 1.0);
  figures.memory_bytes = process.memory_bytes;
  std::int64_t drops = 0;
  for (const CameraStatus& camera : cameras) {
    figures.read_fps += camera.read_fps;
    figures.detect_fps += camera.detect_fps;
    figures.p99_latency_ms = std::max(figures.p99_latency_ms, camera.latency_ms.p99);
    drops += camera.drops;
  }
  figures.drops_per_s =
      static_cast<double>(std::max<std::int64_t>(0, drops - last_drops_)) / seconds;
  figures.subscribers = static_cast<std::int64_t>(events_.subscribers());
  figures.events_dropped = events_.dropped();
  last_ms_ = now;
  last_cpu_s_ = process.cpu_seconds;
  last_drops_ = drops;
  return figures;
}

SystemFigures Pulse::system() const {
  std::lock_guard lock(mutex_);
  return system_;
}

}  // namespace mien::serve
