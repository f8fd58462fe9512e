#pragma once
/// \file What this CPU computes natively, from CPUID.

#include <string>

namespace mien::infer {

/// Features count only where the operating system saves their registers too (XCR0).
struct CpuFeatures {
  bool avx = false, avx2 = false, fma = false;
  bool avx512 = false;       ///< F, BW, DQ, VL
  bool avx512_bf16 = false;  ///< dot products of bf16 pairs in 512-bit registers
  bool amx_bf16 = false;     ///< tile multiplication of bf16
  bool native_bf16() const { return avx512_bf16 || amx_bf16; }
};

CpuFeatures cpu_features();

/// Model name and the features above: compiled networks fit CPUs of one signature.
std::string cpu_signature();

}  // namespace mien::infer
