#pragma once
/// \file One measurement in this process: `mien measure`.

#include <atomic>
#include <nlohmann/json.hpp>

#include "mien/pipeline.h"

#include "bench/job.h"

namespace mien::bench {

/// The run that a job asks for; every rank of an MPI job makes the same.
RunConfig run_config(const Job& job);

/// Whether `demand` holds for the job's approach, and is not "off".
bool works_on_demand(const Job& job);

/// Runs the job; faces only, unless it asks for expressions. Models are loaded and every worker is
/// warm before the clock starts. Result:
/// {"frames", "wall_seconds", "cpu_seconds", "fps", "ms_per_frame", "faces", "inferred",
/// "latency_ms", "stages_ms", "snapshot", "workers", "detector", "precision", "build", "width",
/// "incidents", "errors", "interrupted", "cut" (`seconds` were over), "read_bytes_steady",
/// "read_chars_steady" (from the first result to the end, children included; null where the system
/// does not tell), "peak_rss_bytes", "others_busy" (CPUs that other programs kept busy), "live"
/// (cameras: "min_fps", "p99_ms", "windows"; else null)}. Throws as `mien::run` does.
nlohmann::json measure(const Job& job, const ModelStorePaths& models,
                       const std::atomic<bool>* stop = nullptr);

}  // namespace mien::bench
