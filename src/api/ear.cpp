#include "api/ear.h"

#include <exception>
#include <utility>

#include "base/calls.h"
#include "base/clock.h"
#include "base/crew.h"
#include "base/time.h"

namespace mien::api {

namespace {

constexpr double kTallyEveryMs = 1000;

Summary summary_of(const RunInfo& run, const std::vector<CameraStatus>& cameras,
                   const std::map<std::string, std::int64_t>& tracks) {
  Summary summary;
  summary.run = run;
  summary.total.input = "total";
  for (const CameraStatus& camera : cameras) {
    InputSummary input;
    input.input = camera.name;
    input.frames_decoded = camera.frames_decoded;
    input.frames_inferred = camera.frames_inferred;
    input.faces = camera.faces;
    if (const auto told = tracks.find(camera.name); told != tracks.end())
      input.tracks = told->second;
    input.damaged_packets = camera.damaged_packets;
    input.cpu_seconds = camera.cpu_seconds;
    input.latency_ms = camera.latency_ms;
    input.demand = camera.demand;
    summary.total.frames_decoded += input.frames_decoded;
    summary.total.frames_inferred += input.frames_inferred;
    summary.total.faces += input.faces;
    summary.total.tracks += input.tracks;
    summary.total.damaged_packets += input.damaged_packets;
    summary.total.cpu_seconds += input.cpu_seconds;
    summary.total.demand += input.demand;
    summary.inputs.push_back(std::move(input));
  }
  return summary;
}

}  // namespace

Ear::Ear(const AudienceConfig& audience, std::vector<Sink*> sinks, LiveCallbacks callbacks)
    : sinks_(std::move(sinks)),
      callbacks_(std::move(callbacks)),
      tallies_(audience.min_audience, audience::tally_limits(audience)) {}

void Ear::open(const RunInfo& run) {
  std::size_t opened = 0;
  try {
    for (; opened < sinks_.size(); ++opened) sinks_[opened]->open(run);
  } catch (...) {
    Summary summary;
    summary.run = run;
    try {
      close_sinks(opened, summary);
    } catch (...) {  // the first trouble is the one to tell
    }
    throw;
  }
}

void Ear::frame(const std::string& camera, const FrameResult& result) {
  tallies_.see(camera, result.at, result.faces);
  std::lock_guard lock(mutex_);
  Calls calls;
  if (callbacks_.sight) calls.make([&] { callbacks_.sight(camera, result); });
  for (Sink* sink : sinks_) calls.make([&] { sink->frame(camera, result); });
  calls.end();
}

void Ear::track(const std::string& camera, const Track& ended) {
  std::lock_guard lock(mutex_);
  ++tracks_[camera];
  Calls calls;
  if (callbacks_.track) calls.make([&] { callbacks_.track(camera, ended); });
  for (Sink* sink : sinks_) calls.make([&] { sink->track(camera, ended); });
  calls.end();
}

void Ear::camera(const CameraStatus& status, bool gone) {
  if (gone) tallies_.forget(status.name);
  std::lock_guard lock(mutex_);
  if (gone) tracks_.erase(status.name);
  Calls calls;
  if (callbacks_.state) calls.make([&] { callbacks_.state(status, gone); });
  for (Sink* sink : sinks_) calls.make([&] { sink->camera(status, gone); });
  calls.end();
}

void Ear::tally(const audience::Tally& tally) {
  std::lock_guard lock(mutex_);
  Calls calls;
  if (callbacks_.tally) calls.make([&] { callbacks_.tally(tally); });
  for (Sink* sink : sinks_) calls.make([&] { sink->tally(tally); });
  calls.end();
}

void Ear::tick() {
  if (steady_ms() - tallied_ms_ < kTallyEveryMs) return;
  tallied_ms_ = steady_ms();
  std::string trouble;
  try {
    tally(tallies_.tick(wall_now()));
  } catch (...) {
    trouble = words_of(std::current_exception());
  }
  std::lock_guard lock(trouble_mutex_);
  trouble_ = std::move(trouble);
}

std::string Ear::trouble() const {
  std::lock_guard lock(trouble_mutex_);
  return trouble_;
}

void Ear::end(const RunInfo& run, const std::vector<CameraStatus>& cameras) {
  std::lock_guard lock(mutex_);
  Summary summary = summary_of(run, cameras, tracks_);
  close_sinks(sinks_.size(), summary);
}

void Ear::close_sinks(std::size_t opened, Summary& summary) {
  Calls calls;
  for (std::size_t i = 0; i < opened; ++i) calls.make([&] { sinks_[i]->conclude(summary); });
  for (std::size_t i = 0; i < opened; ++i) calls.make([&] { sinks_[i]->close(summary); });
  calls.end();
}

}  // namespace mien::api
