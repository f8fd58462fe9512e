#pragma once
/// \file From inputs to sinks, in one call.

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "mien/config.h"
#include "mien/stages.h"
#include "mien/summary.h"

namespace mien {

/// How far an input is; sent at most ten times a second per run, and once at each input's end.
struct Progress {
  std::size_t input = 0;  ///< index into RunConfig::cameras
  std::int64_t frames = 0, expected_frames = 0;
  double media_seconds = 0, expected_seconds = 0;
  double fps = 0;
  std::int64_t faces = 0;
  bool done = false;
};

/// Looks at a worker process from inside, while it works: a profile. Made and used in that process,
/// on one thread.
class WorkerProbe {
 public:
  virtual ~WorkerProbe() = default;
  /// Models are loaded, work comes next.
  virtual void start() = 0;
  /// What was seen, as text; it arrives in `Summary::worker_notes`.
  virtual std::string stop() = 0;
};

/// May be empty: nobody looks. Called once in each process that works for a run besides the
/// caller's.
using ProbeMaker = std::function<std::unique_ptr<WorkerProbe>()>;

struct RunHooks {
  std::function<void(const Progress&)> progress;  ///< called by one thread at a time; may be empty
  const std::atomic<bool>* stop =
      nullptr;  ///< set it to true to finish early and keep what was computed
  ProbeMaker probe;
  UtcOffset clock;  ///< of the store, for contents by time of day; empty: UTC
};

/// Where models lie: `dir` is the cache that `mien models pull` fills.
struct ModelStorePaths {
  std::filesystem::path manifest, dir;
  /// A model that is missing is fetched when it is first needed, and this is told of it in words
  /// ("retinaface: fetching …"), from the thread that needs it. Empty: nothing is ever fetched, and
  /// a missing model is an Error(model) that says how to get it.
  std::function<void(const std::string& words)> fetching;
  /// Folder of one's own models and their manifest (`mien models add`); empty: none.
  std::filesystem::path own;
};

/// Runs every input through the chain and into the sinks; returns what was found.
/// An input that cannot be read is named in its summary, and the others are finished.
/// Throws Error(usage) on an impossible configuration, Error(model) where a model is missing or
/// wrong, Error(output) where a sink cannot write. Starts `config.workers` threads and joins them
/// before it returns.
Summary run(const RunConfig& config, const ModelStorePaths& models,
            const std::vector<std::unique_ptr<Sink>>& sinks, const RunHooks& hooks = {});

}  // namespace mien
