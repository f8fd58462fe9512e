#pragma once
/// \file Loops that do nothing but multiply and add: what a core can compute at most.

#include <cstdint>
#include <span>

namespace mien::profile {

/// Runs `iterations` on the calling thread; returns FP operations done (a multiply-add is two).
/// Registers alone.
struct PeakKernel {
  const char* name;       ///< "f32 AVX2 + FMA"
  const char* precision;  ///< "f32" or "bf16"
  bool (*supported)();    ///< by this CPU and system; to be asked on the thread that runs it
  double (*run)(std::int64_t iterations);
};

std::span<const PeakKernel> peak_kernels();

}  // namespace mien::profile
