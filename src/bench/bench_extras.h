#pragma once
/// \file What the bench measures besides the approaches: dlib builds, HOG ÷ CNN, more workers.

#include "bench/bench.h"

namespace mien::bench {

/// HOG as commonly called by every build of dlib that there is, one worker: a list of {"detector",
/// "build", "ms_per_frame" (of detection alone, CPU), "vectorisation", "fps", "note"}.
nlohmann::json bench_builds(const BenchOptions& options, const StudyTools& tools, double from,
                            double to);

/// Detection time of HOG over that of each CNN at equal input on one worker: {"label", "setting",
/// "upsample", "cnn", "precision", "hog_ms", "cnn_ms", "ratio"}.
nlohmann::json bench_comparisons(const BenchOptions& options, const StudyTools& tools, double from,
                                 double to);

/// The job at 1..N workers: a list of {"approach", "workers", "fps", "fps_runs"}.
nlohmann::json bench_scaling(const Job& job, int cores, const BenchOptions& options,
                             const StudyTools& tools, double from, double to);

}  // namespace mien::bench
