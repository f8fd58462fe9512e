#include "recordings/approaches/approaches.h"

#include <algorithm>
#include <string>
#include <vector>

#include "mien/error.h"

#include "base/text.h"
#include "chain/run_info.h"
#include "cluster/mpi.h"
#include "config/cameras.h"
#include "recordings/run_summary.h"

namespace mien::recordings {

namespace {

constexpr char kEveryFrame[] = "cnn-per-core", kTracked[] = "cnn-per-core-tracked";

constexpr ApproachKind kApproaches[] = {
    {"baseline", "one process, frame by frame, dlib HOG as installed", chain::Family::hog,
     Parallelism::none, false, "generic", make_per_core},
    {"hog-source-build", "the same with dlib built from source for this CPU", chain::Family::hog,
     Parallelism::none, false, "auto", make_per_core},
    {"threads", "a pool over frames: the next free worker takes the next one", chain::Family::hog,
     Parallelism::threads, false, "auto", make_threads},
    {"openmp", "blocks of frames, each a parallel loop", chain::Family::hog, Parallelism::threads,
     false, "auto", make_openmp},
    {"processes", "a worker process per core, each reading from disk", chain::Family::hog,
     Parallelism::processes, false, "auto", make_processes},
    {"processes-prefetch", "the same, each picture decoded once, into memory that they share",
     chain::Family::hog, Parallelism::processes, false, "auto", make_processes_prefetch},
    {"mpi", "a rank per core, on one host or several; started by mpirun", chain::Family::hog,
     Parallelism::mpi, false, "auto", make_mpi},
    {"cnn-sync", "one worker, one inference at a time", chain::Family::cnn, Parallelism::none,
     false, "", make_per_core},
    {"cnn-streams", "asynchronous: OpenVINO's throughput streams, fed by one thread",
     chain::Family::cnn, Parallelism::threads, false, "", make_cnn_streams},
    {"cnn-batched", "pictures of several inputs in one inference", chain::Family::cnn,
     Parallelism::threads, false, "", make_cnn_batched},
    {kEveryFrame, "a worker per core, each frame run to completion", chain::Family::cnn,
     Parallelism::threads, false, "", make_per_core},
    {kTracked, "the same with detections at detect-fps and tracking between", chain::Family::cnn,
     Parallelism::threads, true, "", make_per_core},
    {"processes-cnn-per-core", "the same with a process per worker instead of a thread",
     chain::Family::cnn, Parallelism::processes, true, "", make_processes},
    {"mpi-cnn-per-core", "the same with a rank per core, on one host or several; started by mpirun",
     chain::Family::cnn, Parallelism::mpi, true, "", make_mpi},
};

/// A key of `tuning` that one approach alone looks at.
struct OwnKey {
  const char *key, *approach;
};
constexpr OwnKey kOwnKeys[] = {{"prefetch", "processes-prefetch"},
                               {"huge_pages", "processes-prefetch"},
                               {"streams", "cnn-streams"},
                               {"batch", "cnn-batched"}};

void choose_tuning(const ApproachKind& kind, RunConfig& config) {
  const bool streams = kind.make == make_cnn_streams, batched = kind.make == make_cnn_batched;
  if ((streams || batched) && (config.detector == "hog" || config.detector == "mmod"))
    throw Error(ErrorKind::usage, "approach '" + config.approach + "'",
                "runs networks on OpenVINO, not " + config.detector,
                "choose retinaface, centerface or yunet-n, or another approach");
  if (batched && config.tuning.batch < 1)
    throw Error(ErrorKind::usage, "batch " + std::to_string(config.tuning.batch),
                "not a number of pictures", "1 or more");
  if (!batched) config.tuning.batch = 1;
  if (!streams) config.tuning.streams = 0;
  if (streams && config.tuning.streams == 0) config.tuning.streams = chain::worker_count(config);
  if (kind.make == make_openmp && config.workers == 0) config.workers = openmp_threads();
}

/// One worker has a segment's frames in their order; and the HOG approaches stay as the article has
/// them.
bool knows_what_came_before(const ApproachKind& kind) {
  return kind.family == chain::Family::cnn &&
         (kind.make == make_per_core || kind.make == make_processes || kind.make == make_mpi);
}

}  // namespace

std::span<const ApproachKind> approaches() { return kApproaches; }

const ApproachKind& approach_for(const RunConfig& config) {
  const bool tracked = std::ranges::any_of(config.cameras, [&](const CameraConfig& camera) {
    return config::detect_fps_of(config, camera) > 0;
  });
  const std::string_view name = config.approach == "auto" ? (tracked ? kTracked : kEveryFrame)
                                                          : std::string_view(config.approach);
  const auto found = std::ranges::find(kApproaches, name, &ApproachKind::name);
  if (found != std::end(kApproaches)) return *found;
  std::vector<std::string> names{"auto"};
  for (const ApproachKind& kind : kApproaches) names.emplace_back(kind.name);
  throw Error(ErrorKind::usage, "approach '" + config.approach + "'", "there is no such approach",
              did_you_mean(config.approach, names));
}

bool seats_workers(const RunConfig& config) {
  const auto make = approach_for(config).make;
  return make == make_per_core || make == make_threads || make == make_cnn_batched ||
         make == make_processes;
}

std::vector<std::string> keys_of_others(const RunConfig& config) {
  const std::string approach(approach_for(config).name);
  std::vector<std::string> lines;
  for (const OwnKey& own : kOwnKeys) {
    const std::vector<std::string> key{"tuning", own.key};
    if (approach == own.approach || std::ranges::find(config.keys, key) == config.keys.end())
      continue;
    lines.push_back("tuning." + key.back() + ": not used by the approach " + approach +
                    " (for the approach " + own.approach + ")");
  }
  const std::vector<std::string> pin{"tuning", "pin"};
  if (config.tuning.pin == Pin::cores && !seats_workers(config) &&
      std::ranges::find(config.keys, pin) != config.keys.end())
    lines.push_back("tuning.pin: not used by the approach " + approach +
                    " (the system places its workers)");
  return lines;
}

RunConfig with_detector(RunConfig config, const ModelStorePaths& models) {
  return with_detector(std::move(config), models, approach_for(config).family);
}

RunConfig resolved(RunConfig config) {
  const ApproachKind& kind = approach_for(config);
  config.approach = kind.name;
  chain::settle_detector(kind.family, kind.build, config);
  if (kind.parallelism == Parallelism::none) config.workers = 1;
  if (kind.parallelism == Parallelism::mpi) config.workers = cluster::mpi::size();
  choose_tuning(kind, config);
  if (!knows_what_came_before(kind))
    config.demand = {.read = OnDemand::off, .search = OnDemand::off, .decode = OnDemand::off};
  for (const CameraConfig& camera : config.cameras)
    if (kind.name == kTracked && detection_rate(config, camera) == 0)
      throw Error(ErrorKind::usage, camera.name,
                  "the approach " + config.approach + " needs frames between detections",
                  "give detect fps above 0");
  return config;
}

}  // namespace mien::recordings
