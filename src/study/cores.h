#pragma once
/// \file scaling.json: the same work on 1, 2, 4, … all cores of a machine (tools/scaling-run).

#include "study/node.h"

namespace mien::study {

/// {"cores", "cpus", "quick", "rows", "cameras"}: of every approach (rows) and of density (cameras)
/// "rate" on a number of CPUs, "speedup" over the fewest CPUs, per CPU of these, and "efficiency",
/// the share of linear speed-up, 1 where twice the CPUs do twice the work. Failed measurements are
/// left out.
json cores_json(const Node& node);

}  // namespace mien::study
