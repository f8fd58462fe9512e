#pragma once
/// \file Cameras that never end: read, searched, followed, until told to stop.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/pipeline.h"
#include "mien/stages.h"

#include "base/crew.h"
#include "base/time.h"
#include "live/cameras.h"

namespace mien::live {

/// What the runtime tells of itself, apart from what the cameras see. May be empty.
struct LiveHooks {
  /// The supervisor went round: several times a second, on its thread.
  std::function<void()> ticked;
  /// Something went wrong and was made good, in words: with the models, once, on the same thread;
  /// with the workers' pinning, once, on a worker's.
  std::function<void(const std::string& words)> incident;
  /// What a camera has cost so far, CPU ms: `decode` of its streams, `track` of all that follows
  /// the search and the reading. Several times a second, on the supervisor's thread.
  std::function<void(const std::string& camera, const StageTimes& ms)> cost;
  /// An exception ended a thread, which cannot go on. On that thread; must not throw.
  ThreadFailed broke;
  /// The caller's own, in the place of mien's.
  OwnStages stages;
};

/// All cameras, their supervisor and the workers.
class LiveRuntime : public Cameras {
 public:
  /// Loads the models; `config.workers` threads will infer. Throws as `mien::run` does. `sinks`
  /// must outlive it. They hear on worker threads, of one camera by one thread at a time, of
  /// several at once (sink::Together makes one such of any); opening and closing them is their
  /// owner's. `result.frame.seconds` counts from `base()`. `clock`: of the store, for contents by
  /// time of day.
  LiveRuntime(const RunConfig& config, const ModelStorePaths& models, std::vector<Sink*> sinks,
              LiveHooks hooks = {}, UtcOffset clock = {});
  ~LiveRuntime() override;  ///< stops
  LiveRuntime(const LiveRuntime&) = delete;
  LiveRuntime& operator=(const LiveRuntime&) = delete;

  void start() override;
  void stop() override;
  void apply(const RunConfig& config) override;
  std::vector<CameraStatus> cameras() const override;
  RunInfo info() const override;
  WallTime base() const override;
  double busy() const override;
  std::optional<std::vector<std::uint8_t>> picture(const std::string& camera, Shown kind) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::live
