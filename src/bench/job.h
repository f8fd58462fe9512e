#pragma once
/// \file One measurement: what is to be run (Job), and what came out (Measurement).
///
/// Bench, tune and density ask a `Measurer`. The real one starts `mien measure` as a child, so that
/// every measurement has its own environment, memory and threads; tests have one that needs no
/// time.

#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"

namespace mien::bench {

struct Job {
  std::vector<std::string> inputs;  ///< as on the command line
  std::string approach = "cnn-per-core";
  std::string detector;  ///< empty: the approach's
  std::string precision = "auto";
  std::string build, blas, color;  ///< as in RunConfig
  int width = 640;
  int upsample = -1;
  int workers = 0;
  double replay_fps = 0;  ///< loop:… inputs: frames shown per second; 0: the clip's own
  double detect_fps = 0;
  double min_confidence = 0;
  std::string demand = "off";  ///< all of DemandConfig
  bool expressions = false;    ///< are read, too, by the model that a run takes by itself
  Tuning tuning;
  /// The inputs are live cameras, with expressions, for `seconds` after `settle` (src/density).
  bool live = false;
  std::vector<std::string> substreams;  ///< of the live inputs, in their order; empty: none has one
  double settle = 0;
  double max_latency_ms = 200;  ///< as LiveConfig's
  int passes = 1;               ///< the inputs are run this often, one after another
  double seconds = 0;           ///< ends the run this long after its first result; 0: at its end
  bool profile = false;         ///< with the snapshot
  std::filesystem::path faces;  ///< file for the faces of the first pass; empty: none
  std::filesystem::path profile_dir;  ///< folder for the snapshot's flame graph; empty: none
  /// Seconds beyond `seconds` after which it is ended and fails; 0: ten minutes. Not in the JSON.
  double patience = 0;
  double ms_alone = 0;  ///< with `profile`: CPU ms a frame of one worker alone; 0: not known
  /// Of the child alone (OMP_NUM_THREADS, KMP_…); not part of the JSON.
  std::map<std::string, std::string> environment;
};

/// A job of an approach on inputs, all else as by default.
Job make_job(std::vector<std::string> inputs, std::string approach);
nlohmann::json to_json(const Job& job);
/// Throws Error(usage) for unknown keys and wrong types; `where` is named in it.
Job job_from_json(const nlohmann::json& spec, const std::string& where);
nlohmann::json to_json(const Tuning& tuning);

struct Measurement {
  std::int64_t frames = 0;
  double wall_seconds = 0, cpu_seconds = 0, fps = 0;
  std::int64_t faces = 0;
  int workers = 0;
  std::string detector, precision, build;  ///< as run
  nlohmann::json raw;                      ///< all of what `mien measure` said

  double cpu_ms_per_frame() const {
    return frames > 0 ? cpu_seconds * 1e3 / static_cast<double>(frames) : 0;
  }
  /// CPU ms per frame of the stream of one stage ("decode", "infer", …); 0 where it was not told.
  double stage_ms(const char* stage) const;
};

/// From what `mien measure` wrote. Throws Error(internal) where that is not its form.
Measurement measurement_from_json(nlohmann::json result);

/// Runs a job. Throws Error as `mien::run` does, or Error(internal) where the child failed
/// otherwise. Where the user stops it, `Interrupted` is thrown.
using Measurer = std::function<Measurement(const Job&)>;

/// Ctrl-C while a measurement ran: what was measured before is kept.
struct Interrupted {};

}  // namespace mien::bench
