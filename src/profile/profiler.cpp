#include "profile/profiler.h"

#include <algorithm>

#include <sys/resource.h>

#include "mien/error.h"

#include "base/clock.h"
#include "profile/cores.h"
#include "profile/sampler.h"

namespace mien::profile {

namespace {

SystemEvents events_so_far() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  SystemEvents events;
  events.voluntary_switches = usage.ru_nvcsw;
  events.involuntary_switches = usage.ru_nivcsw;
  events.minor_faults = usage.ru_minflt;
  events.major_faults = usage.ru_majflt;
  return events;
}

SystemEvents since(const SystemEvents& start) {
  SystemEvents events = events_so_far();
  events.voluntary_switches -= start.voluntary_switches;
  events.involuntary_switches -= start.involuntary_switches;
  events.minor_faults -= start.minor_faults;
  events.major_faults -= start.major_faults;
  return events;
}

CoreUse core_use(double wall_seconds, double cpu_seconds) {
  const UsableCores cores = usable_physical_cores();
  CoreUse use{wall_seconds, cpu_seconds, cores.physical, cores.logical};
  if (wall_seconds <= 0) return use;
  use.utilisation = std::min(1.0, cpu_seconds / (wall_seconds * cores.physical));
  use.logical_utilisation = std::min(1.0, cpu_seconds / (wall_seconds * cores.logical));
  return use;
}

}  // namespace

struct Profiler::Running {
  explicit Running(CounterCalls& calls) : counters(calls) {}
  CounterSet counters;
  std::unique_ptr<ThreadSampler> sampler;
  SystemEvents events;
  double wall_ms = 0, cpu_ms = 0;
};

Profiler::Profiler(ProfileOptions options, std::shared_ptr<CounterCalls> calls)
    : options_(options), calls_(calls ? std::move(calls) : std::make_shared<CounterCalls>()) {
  if (options_.samples && (options_.hz < 1 || options_.hz > 1000))
    throw Error(ErrorKind::usage, "profile", "samples per second must be 1 to 1000", "250 or less");
}

Profiler::~Profiler() = default;

void Profiler::start() {
  if (running_)
    throw Error(ErrorKind::usage, "profile", "this profile is running already", "stop it first");
  auto running = std::make_unique<Running>(*calls_);
  if (options_.samples) running->sampler = std::make_unique<ThreadSampler>(options_.hz);
  running->events = events_so_far();
  running->wall_ms = steady_ms();
  running->cpu_ms = process_cpu_ms();
  running_ = std::move(running);
}

Snapshot Profiler::stop() {
  if (!running_) throw Error(ErrorKind::internal, "profile", "stopped without having been started");
  const auto running = std::move(running_);
  const double cpu = (process_cpu_ms() - running->cpu_ms) * 1e-3;
  const double wall = (steady_ms() - running->wall_ms) * 1e-3;
  Snapshot snapshot;
  snapshot.cores = core_use(wall, cpu);
  snapshot.system = since(running->events);
  snapshot.memory_stalls = running->counters.memory_stalls();
  running->counters.migrations(snapshot.system);
  if (!running->sampler) return snapshot;

  ThreadSampler& sampler = *running->sampler;
  sampler.stop();
  snapshot.hz = options_.hz;
  snapshot.overhead = sampler.overhead(cpu);
  if (sampler.tally().periods() > 0) {
    snapshot.vectorisation = sampler.tally().vectorisation();
    snapshot.flame = sampler.tally().flame(sampler.period_seconds());
  }
  return snapshot;
}

}  // namespace mien::profile
