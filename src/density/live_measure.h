#pragma once
/// \file One measurement of live cameras in this process: `mien measure` of a job that is `live`.

#include <atomic>
#include <nlohmann/json.hpp>

#include "mien/models.h"

#include "bench/job.h"

namespace mien::density {

/// Runs the job's inputs as the cameras of a server, expressions included, and looks at them for
/// `job.seconds` after `job.settle`. Result: of `bench::measure`'s keys those that live cameras
/// have, "frames" being those that the cameras sent, and
/// "live": {"min_fps", "min_search_fps" (of cameras awake; null where all rest), "p99_ms",
/// "asleep", "windows" (0: a camera gave nothing)},
/// "costs": of each camera CPU ms a second {"decode", "search", "read", "rest"}.
/// Throws Error(input) where a camera cannot be read, else as `LiveRuntime` does.
nlohmann::json measure_live(const bench::Job& job, const ModelStorePaths& models,
                            const std::atomic<bool>* stop = nullptr);

}  // namespace mien::density
