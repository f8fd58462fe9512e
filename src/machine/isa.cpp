#include "machine/isa.h"

#include <cstdint>

#include <cpuid.h>

namespace mien::machine {

namespace {

struct Registers {
  std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

Registers cpuid(std::uint32_t leaf, std::uint32_t subleaf) {
  Registers r;
  __get_cpuid_count(leaf, subleaf, &r.eax, &r.ebx, &r.ecx, &r.edx);
  return r;
}

std::uint64_t enabled_state() {
  if ((cpuid(1, 0).ecx & (1u << 27)) == 0) return 0;  // OSXSAVE
  std::uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return static_cast<std::uint64_t>(high) << 32 | low;
}

// One row: where CPUID says it, and which register state the system must save for it.
struct Feature {
  const char* name;
  std::uint32_t leaf, subleaf;
  char reg;
  int bit;
  std::uint64_t state;
};

constexpr std::uint64_t kYmm = 0x6, kZmm = 0xe6, kTiles = 0x60000;
// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2, CPUID.
constexpr Feature kFeatures[] = {
    {"SSE2", 1, 0, 'd', 26, 0},          {"SSE4.2", 1, 0, 'c', 20, 0},
    {"AVX", 1, 0, 'c', 28, kYmm},        {"F16C", 1, 0, 'c', 29, kYmm},
    {"FMA", 1, 0, 'c', 12, kYmm},        {"AVX2", 7, 0, 'b', 5, kYmm},
    {"AVX-VNNI", 7, 1, 'a', 4, kYmm},    {"AVX512F", 7, 0, 'b', 16, kZmm},
    {"AVX512DQ", 7, 0, 'b', 17, kZmm},   {"AVX512BW", 7, 0, 'b', 30, kZmm},
    {"AVX512VL", 7, 0, 'b', 31, kZmm},   {"AVX512_VNNI", 7, 0, 'c', 11, kZmm},
    {"AVX512_BF16", 7, 1, 'a', 5, kZmm}, {"AVX512_FP16", 7, 0, 'd', 23, kZmm},
    {"AMX_TILE", 7, 0, 'd', 24, kTiles}, {"AMX_BF16", 7, 0, 'd', 22, kTiles},
    {"AMX_INT8", 7, 0, 'd', 25, kTiles},
};

bool offered(const Feature& feature, std::uint64_t state) {
  const Registers r = cpuid(feature.leaf, feature.subleaf);
  const std::uint32_t value = feature.reg == 'a'   ? r.eax
                              : feature.reg == 'b' ? r.ebx
                              : feature.reg == 'c' ? r.ecx
                                                   : r.edx;
  return (value >> feature.bit & 1u) != 0 && (state & feature.state) == feature.state;
}

}  // namespace

std::string instruction_sets() {
  const std::uint64_t state = enabled_state();
  std::string names;
  for (const Feature& feature : kFeatures) {
    if (!offered(feature, state)) continue;
    if (!names.empty()) names += ' ';
    names += feature.name;
  }
  return names;
}

}  // namespace mien::machine
