#pragma once
/// \file What is asked of a run before it begins, and said after its last frame.

#include <memory>
#include <vector>

#include "mien/config.h"
#include "mien/summary.h"

#include "recordings/join.h"

namespace mien::recordings {

/// Throws Error(usage) for a run without inputs or two cameras of one name.
void check(const RunConfig& config);

/// Frames inferred per second of this camera; 0: every frame.
double detection_rate(const RunConfig& config, const CameraConfig& camera);

/// Sums, shares and rates over the inputs. Stage times become CPU ms per frame of the stream.
Summary summarise(const RunInfo& info, const std::vector<std::unique_ptr<Join>>& joins,
                  double wall_ms, double cpu_ms, bool interrupted);

}  // namespace mien::recordings
