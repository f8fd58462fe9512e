#pragma once
/// \file What is said of a run before its first frame and after its last.

#include <memory>
#include <vector>

#include "mien/config.h"
#include "mien/summary.h"

#include "runtime/chain.h"
#include "runtime/join.h"

namespace mien::runtime {

/// Throws Error(usage) for a run without inputs or two cameras of one name.
void check(const RunConfig& config);

/// Whether frames come when they are due, not when they are asked for.
bool is_live(const CameraConfig& camera);

/// Frames inferred per second of this camera; 0: every frame.
double detection_rate(const RunConfig& config, const CameraConfig& camera);

/// Workers for this configuration: as asked, or one per usable core; at least one per live input,
/// since a live input keeps its worker until it ends. Throws Error(usage) on an impossible number.
int worker_count(const RunConfig& config);

RunInfo run_info(const RunConfig& config, const Models& models, int workers);

/// Sums, shares and rates over the inputs. Stage times become CPU ms per decoded frame.
Summary summarise(const RunInfo& info, const std::vector<std::unique_ptr<Join>>& joins,
                  double wall_ms, double cpu_ms, bool interrupted);

}  // namespace mien::runtime
