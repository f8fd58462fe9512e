#pragma once
/// \file profile.json: the performance snapshot before and after, and the roofline.

#include <optional>

#include "study/bench.h"
#include "study/node.h"

namespace mien::study {

/// The page's data of one snapshot: per metric {name, value, target, at_least, met, advice, reason,
/// estimate, widths}. `value` is null where it could not be measured; the reason says why.
/// Throws Error(input) that names the key where a value is broken.
json snapshot_json(const Node&);

/// The same from what bench measured beside each approach: no advice, no widths.
json snapshot_json(const BenchResult&);

/// {peaks: [[precision, GFLOP/s]], bandwidth, points: [{name, gflops, intensity, roof, share}]}
/// with the roof over each point; nothing where the snapshot holds no roofline.
std::optional<json> roofline_json(const Node&);

}  // namespace mien::study
