#pragma once
/// \file The approaches: ways to get the same faces out of the same frames, behind one table.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chain/detector_choice.h"
#include "recordings/workshop.h"

namespace mien::recordings {

/// A strategy. One object per run.
class Approach {
 public:
  virtual ~Approach() = default;
  /// Before models are loaded and threads start: the place to fork.
  virtual void begin(Workshop&) {}
  /// All of the work; returns when every frame was delivered or the run was stopped.
  virtual void work(Workshop&) = 0;
};

enum class Parallelism { none, threads, processes, mpi };

/// One row of the table.
struct ApproachKind {
  std::string_view name;
  std::string_view summary;  ///< a line for --help
  chain::Family family;      ///< whose detector it runs where the user names none
  Parallelism parallelism;   ///< none: one worker, whatever is asked
  bool samples = false;      ///< goes by `detect_fps`; else every frame is inferred
  std::string_view build;    ///< of dlib, where the user names none
  std::unique_ptr<Approach> (*make)();
};

/// Every approach of this build, in the order in which they were tried.
std::span<const ApproachKind> approaches();

/// Throws Error(usage) for an unknown name. "auto" is one of the cnn-per-core ones.
const ApproachKind& approach_for(const RunConfig& config);

/// `tuning.pin` holds for it: each of its workers is a thread or a process of mien's. Threads of
/// OpenMP or OpenVINO would inherit the one core of the thread that starts them. Throws as
/// approach_for does.
bool seats_workers(const RunConfig& config);

/// Keys of the configuration's file that its approach takes no notice of, a line each:
/// "tuning.batch: not used by the approach cnn-per-core (for the approach cnn-batched)". Throws as
/// approach_for does.
std::vector<std::string> keys_of_others(const RunConfig& config);

/// The configuration with "auto" (or no) detector replaced by a CNN that is there, and the reason
/// (face::choose_detector); the HOG approaches keep theirs.
RunConfig with_detector(RunConfig config, const ModelStorePaths& models);

/// The configuration with what the approach decides filled in: detector, upsampling, colour, build,
/// workers, and streams and batch, which are 0 and 1 where it has no use for them; what is done on
/// demand: nothing where frames go to whoever is free, and in the article's own approaches. Throws
/// Error(usage) where they do not go together.
RunConfig resolved(RunConfig config);

// One a file.
std::unique_ptr<Approach> make_per_core();
std::unique_ptr<Approach> make_threads();
std::unique_ptr<Approach> make_openmp();
std::unique_ptr<Approach> make_cnn_streams();
std::unique_ptr<Approach> make_cnn_batched();
std::unique_ptr<Approach> make_processes();
std::unique_ptr<Approach> make_processes_prefetch();
std::unique_ptr<Approach> make_mpi();

/// Threads that OpenMP takes where nothing else is said (OMP_NUM_THREADS, which it reads itself); 0
/// without OpenMP.
int openmp_threads();
/// "LLVM libomp", "GNU libgomp" or "not in this build".
std::string_view openmp_runtime();

}  // namespace mien::recordings
