// The space that `mien tune` searches.

#include <algorithm>
#include <set>

#include "mien/error.h"

#include "base/text.h"
#include "infer/engine.h"
#include "recordings/approaches/approaches.h"
#include "tune/tune.h"

namespace mien::tune {

namespace {

constexpr const char* kUsual[] = {"cnn-per-core", "cnn-per-core-tracked", "cnn-streams",
                                  "processes-cnn-per-core"};

using Kind = recordings::ApproachKind;

std::vector<const Kind*> chosen_kinds(const TuneOptions& options) {
  std::vector<const Kind*> kinds;
  std::vector<std::string> names;
  for (const Kind& kind : recordings::approaches()) names.emplace_back(kind.name);
  for (const std::string& name : options.approaches)
    if (std::ranges::find(names, name) == names.end())
      throw Error(ErrorKind::usage, "approach '" + name + "'", "there is no such approach",
                  did_you_mean(name, names));
  for (const Kind& kind : recordings::approaches()) {
    const bool asked =
        options.approaches.empty()
            ? std::ranges::find(kUsual, kind.name) != std::end(kUsual)
            : std::ranges::find(options.approaches, kind.name) != options.approaches.end();
    if (asked && (!kind.samples || options.detect_fps > 0)) kinds.push_back(&kind);
  }
  return kinds;
}

/// Jobs grow by one axis at a time: each value of it for each job so far.
template <class Values, class Set>
void cross(std::vector<Job>& jobs, const Values& values, const Set& set) {
  std::vector<Job> grown;
  for (const Job& job : jobs) {
    for (const auto& value : values) {
      grown.push_back(job);
      set(grown.back(), value);
    }
  }
  jobs = std::move(grown);
}

constexpr bool kOffOn[] = {false, true};
constexpr Pin kPinning[] = {Pin::none, Pin::cores};
/// Of runtimes that read KMP_…: MKL's threads below dlib's CNN.
const std::string kAffinities[] = {"none", "granularity=fine,compact,1,0",
                                   "granularity=fine,scatter"};
const std::string kBlocktimes[] = {"0", "200"};

/// What "auto" is here.
std::string usual_precision() {
  return std::string(name_of(infer::precision_for(Precision::automatic)));
}

std::set<int> worker_choices(const Kind& kind, int cores) {
  if (kind.parallelism == recordings::Parallelism::none) return {1};
  if (cores == 1) return {1, 2};
  return {cores, cores + 1};
}

std::vector<Job> cnn_jobs(const Kind& kind, const TuneOptions& options) {
  std::vector<Job> jobs{bench::make_job(options.inputs, std::string(kind.name))};
  jobs[0].detect_fps = kind.samples ? options.detect_fps : 0;
  jobs[0].tuning.skip_frames = kind.samples;  // as `mien run` does by itself (demand: decode)
  std::vector<std::string> detectors = options.detectors;
  std::erase(detectors, "mmod");
  cross(jobs, detectors, [](Job& job, const std::string& name) { job.detector = name; });
  cross(jobs, options.widths, [](Job& job, int width) { job.width = width; });
  cross(jobs, options.precisions, [](Job& job, const std::string& p) {
    job.precision = p == "auto" ? usual_precision() : p;
  });
  cross(jobs, worker_choices(kind, options.cores), [](Job& job, int n) { job.workers = n; });
  cross(jobs, kPinning, [](Job& job, Pin pin) { job.tuning.pin = pin; });
  cross(jobs, kOffOn, [](Job& job, bool on) { job.tuning.skip_loop_filter = on; });
  if (kind.name == "cnn-streams")
    cross(jobs, std::set<int>{options.cores, 2 * options.cores},
          [](Job& job, int streams) { job.tuning.streams = streams; });
  if (kind.name == "cnn-batched")
    cross(jobs, std::set<int>{2, 4, 8}, [](Job& job, int batch) { job.tuning.batch = batch; });
  if (kind.parallelism == recordings::Parallelism::processes)
    cross(jobs, kOffOn, [](Job& job, bool on) { job.tuning.huge_pages = on; });
  return jobs;
}

std::vector<Job> hog_jobs(const Kind& kind, const TuneOptions& options) {
  std::vector<Job> jobs{bench::make_job(options.inputs, std::string(kind.name))};
  jobs[0].detector = "hog";
  cross(jobs, options.widths, [](Job& job, int width) { job.width = width; });
  cross(jobs, std::set<std::string>{"auto", "generic"},
        [](Job& job, const std::string& build) { job.build = build; });
  cross(jobs, worker_choices(kind, options.cores), [](Job& job, int n) { job.workers = n; });
  cross(jobs, kPinning, [](Job& job, Pin pin) { job.tuning.pin = pin; });
  if (kind.name == "processes-prefetch") {
    cross(jobs, std::set<int>{0, 5}, [](Job& job, int s) { job.tuning.prefetch = s; });
    cross(jobs, kOffOn, [](Job& job, bool on) { job.tuning.huge_pages = on; });
  }
  return jobs;
}

// The article's own knobs: one worker, the threads are MKL's.
std::vector<Job> mmod_jobs(const TuneOptions& options) {
  std::vector<Job> jobs{bench::make_job(options.inputs, "cnn-sync")};
  jobs[0].detector = "mmod";
  jobs[0].blas = "mkl";
  jobs[0].workers = 1;
  jobs[0].tuning.blas_threads = 0;  // as OMP_NUM_THREADS says
  cross(jobs, options.widths, [](Job& job, int width) { job.width = width; });
  cross(jobs, std::set<int>{1, options.cores, 2 * options.cores},
        [](Job& job, int n) { job.environment["OMP_NUM_THREADS"] = std::to_string(n); });
  cross(jobs, kAffinities,
        [](Job& job, const std::string& text) { job.environment["KMP_AFFINITY"] = text; });
  cross(jobs, kBlocktimes,
        [](Job& job, const std::string& text) { job.environment["KMP_BLOCKTIME"] = text; });
  return jobs;
}

// What `mien run` does without a profile.
Job usual_job(const TuneOptions& options) {
  Job job = bench::make_job(options.inputs,
                            options.detect_fps > 0 ? "cnn-per-core-tracked" : "cnn-per-core");
  job.detector = options.usual_detector;
  job.precision = usual_precision();
  job.detect_fps = options.detect_fps;
  job.tuning.skip_frames = options.detect_fps > 0;
  job.workers = options.cores;
  job.demand = "auto";
  return job;
}

}  // namespace

TuneSpace tune_space(const TuneOptions& options) {
  std::vector<Job> space;
  const auto append = [&](std::vector<Job> jobs) {
    space.insert(space.end(), jobs.begin(), jobs.end());
  };
  for (const Kind* kind : chosen_kinds(options))
    append(kind->family == chain::Family::hog ? hog_jobs(*kind, options)
                                              : cnn_jobs(*kind, options));
  if (std::ranges::find(options.detectors, "mmod") != options.detectors.end())
    append(mmod_jobs(options));
  if (space.empty()) return {};
  for (Job& job : space) job.demand = "auto";  // as a run has it, where the approach can
  const Job usual = usual_job(options);
  const auto same =
      std::ranges::find_if(space, [&](const Job& job) { return settings_apart(usual, job) == 0; });
  const bool asked = same != space.end();
  if (asked)
    std::rotate(space.begin(), same, std::next(same));
  else
    space.insert(space.begin(), usual);
  return {std::move(space), asked};
}

int settings_apart(const Job& a, const Job& b) {
  const nlohmann::json one = settings_of(a), other = settings_of(b);
  int differing = 0;
  for (const auto& [name, value] : one.items())
    differing += other.value(name, nlohmann::json()) != value;
  for (const auto& [name, value] : other.items()) differing += !one.contains(name);
  return differing;
}

nlohmann::json settings_of(const Job& job) {
  nlohmann::json settings = {{"approach", job.approach},
                             {"detector", job.detector},
                             {"precision", job.precision},
                             {"width", job.width},
                             {"workers", job.workers},
                             {"pin", name_of(job.tuning.pin)},
                             {"skip_loop_filter", job.tuning.skip_loop_filter}};
  if (job.detect_fps > 0) settings["detect_fps"] = job.detect_fps;
  if (job.detect_fps > 0) settings["skip_frames"] = job.tuning.skip_frames;
  if (!job.build.empty()) settings["build"] = job.build;
  if (!job.blas.empty()) settings["blas"] = job.blas;
  if (job.approach == "cnn-streams") settings["streams"] = job.tuning.streams;
  if (job.approach == "cnn-batched") settings["batch"] = job.tuning.batch;
  if (job.approach.starts_with("processes")) settings["huge_pages"] = job.tuning.huge_pages;
  if (job.approach == "processes-prefetch") settings["prefetch"] = job.tuning.prefetch;
  for (const auto& [name, value] : job.environment) settings[name] = value;
  return settings;
}

}  // namespace mien::tune
