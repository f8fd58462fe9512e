#pragma once
/// \file `mien bench`: baseline against improved, every approach, in one run.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/budget.h"

namespace mien::bench {

struct BenchOptions {
  std::vector<std::string> inputs;
  std::vector<std::string> approaches;  ///< names; empty: all
  std::vector<std::string> detectors;   ///< of the CNN approaches; at least one
  std::string reference =
      "centerface";  ///< whose faces count as all of them; empty: recall is not measured
  std::string precision = "auto";
  int width = 640;
  int workers = 0;             ///< 0: one per core
  double detect_fps = 5;       ///< of the tracked approaches
  std::string demand = "off";  ///< of those that can (DemandConfig)
  int repeats = 5;
  /// Seconds for all of it, in which every approach is measured; 0: whatever it takes.
  double duration = 0;
  double seconds = 4;                 ///< length of one measurement
  std::vector<std::string> compared;  ///< detectors for HOG ÷ CNN; empty: `detectors`
  bool extras = true;                 ///< dlib builds, HOG ÷ CNN, scaling
  std::vector<std::string> precisions = {"f32", "bf16"};  ///< for HOG ÷ CNN
  std::filesystem::path folder;                           ///< for faces and the reference; exists
};

/// bench.json's object (PRODUCT.md, "bench"). An approach that fails is a row with "error"; after
/// Ctrl-C what was measured is there, with "interrupted": true. Throws Error(usage) for an unknown
/// approach. `clock`: empty: the machine's.
nlohmann::json bench(const BenchOptions& options, const StudyTools& tools, const Clock& clock = {});

/// Jobs of the approaches asked for, in the table's order. Throws Error(usage) for an unknown name.
std::vector<Job> bench_jobs(const BenchOptions& options);

/// A line per result, RFC 4180.
std::string bench_csv(const nlohmann::json& bench);

}  // namespace mien::bench
