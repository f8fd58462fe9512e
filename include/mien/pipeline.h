#pragma once
/// \file From inputs to sinks, in one call.

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "mien/config.h"
#include "mien/export.h"
#include "mien/models.h"
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
class MIEN_API WorkerProbe {
 public:
  virtual ~WorkerProbe() = default;
  /// Models are loaded, work comes next.
  virtual void start() = 0;
  /// What was seen, as text; it arrives in `Summary::worker_notes`.
  virtual std::string stop() = 0;
};

/// May be empty: no profiling. Called once in each process that works for a run besides the
/// caller's.
using ProbeMaker = std::function<std::unique_ptr<WorkerProbe>()>;

/// A detector of yours. `make` is called once for each worker and each width of the network's input
/// that is asked for (RunConfig::width, CameraConfig::width), on the worker's thread or an earlier
/// one; what it makes is used by one thread at a time. Of what it finds, what is below
/// RunConfig::min_confidence is left out. `info` stands in the results.
struct OwnDetector {
  ModelInfo info;
  std::function<std::unique_ptr<Detector>(int width)> make;
};

/// A classifier of yours, made once for each worker. Below `min_confidence` an expression is
/// `unknown`.
struct OwnClassifier {
  ModelInfo info;
  std::function<std::unique_ptr<Classifier>()> make;
  double min_confidence = 0;
};

/// Opens a camera's input. Null: mien opens it. Called by every worker that works on the input, and
/// for a live camera at each attempt to connect; what it throws is told as that input's trouble. A
/// read that blocks must end when `stop` is requested. Of a live camera, `read` waits until the
/// next picture is due: of those that come faster than they are searched, the newest wins.
using SourceOpener =
    std::function<std::unique_ptr<Source>(const CameraConfig& camera, std::stop_token stop)>;

/// Stages of yours in the place of mien's; each may be absent. With a detector of yours,
/// RunConfig::detector is not read; with a classifier, RunConfig::emotion is not. With both no
/// model is loaded, and ModelStorePaths may be empty. Worker processes have them too (they are
/// forked); ranks of an MPI job would not, so `run` refuses the MPI approaches.
struct OwnStages {
  std::optional<OwnDetector> detector;
  std::optional<OwnClassifier> classifier;
  SourceOpener source;
};

struct RunHooks {
  std::function<void(const Progress&)> progress;  ///< called by one thread at a time; may be empty
  std::stop_token stop;  ///< a request finishes the run early; what was computed is kept
  ProbeMaker probe;
  UtcOffset clock;  ///< of the store, for contents by time of day; empty: UTC
  OwnStages stages;
};

/// Runs every input through the chain and into the sinks; returns what was found.
/// An input that cannot be read is named in its summary, and the others are finished.
/// Throws Error(usage) on an impossible configuration, Error(model) where a model is missing or
/// wrong, Error(output) where a sink cannot write. Starts `config.workers` threads and joins them
/// before it returns.
MIEN_API Summary run(const RunConfig& config, const ModelStorePaths& models,
                     const std::vector<std::unique_ptr<Sink>>& sinks, const RunHooks& hooks = {});

}  // namespace mien
