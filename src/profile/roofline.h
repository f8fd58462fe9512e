#pragma once
/// \file The roofline: the peaks of this machine, measured on the spot, and how
/// near the networks come.

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "infer/work.h"

namespace mien::profile {

struct Peak {
  std::string name, precision;
  double gflops = 0;  ///< all threads together
};

/// Measured with `threads` threads at once, one per usable CPU.
struct MachineLimits {
  int threads = 1;
  double bandwidth_gb_s = 0;  ///< triad a = b + s·c: 24 bytes an element, as STREAM counts
  double array_mib = 0, cache_mib = 0;  ///< one array, all threads; last-level cache (0: unknown)
  std::vector<Peak> peaks;              ///< of the instruction sets that this CPU has
};

/// Takes about `seconds` for the bandwidth and half of it for each peak; keeps all threads busy.
/// Throws Error(usage) unless 1 ≤ threads ≤ 4096 and 0 < seconds ≤ 10.
MachineLimits measure_limits(int threads, double seconds = 0.4);

/// A network as it ran on one thread.
struct NetworkPoint {
  std::string name, precision;
  double flops = 0;  ///< per inference, from the model
  double bytes = 0;  ///< per inference if every layer streamed its operands
  double milliseconds = 0;
  std::vector<infer::LayerTime> layers;  ///< the longest first; empty: not known
};

/// {"bandwidth_gb_s","threads","peaks":[{"name","precision","gflops"}],"networks":[{"name","precision",
/// "gflop","gflops","intensity","roof_gflops","share_of_roof","limit":"compute"|"memory",
/// "note" (above the roof: why that cannot be), "layers":[{"name","type","kernel","ms","share"}]
/// (the twelve longest)}]}; per thread for the networks. The roof is min(peak of the precision,
/// intensity × bandwidth), both ÷ threads; a network whose activations stay in the cache can be
/// above its memory roof. Pure.
nlohmann::json roofline_json(const MachineLimits&, std::span<const NetworkPoint>);

}  // namespace mien::profile
