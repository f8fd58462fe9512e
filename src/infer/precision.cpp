#include <array>
#include <cstdint>
#include <cstring>

#include <cpuid.h>
#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"
#include "infer/cpu.h"
#include "infer/engine.h"

namespace mien::infer {

namespace {

struct Leaf {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

// All zero where the CPU does not know the leaf.
Leaf cpuid(unsigned leaf, unsigned subleaf = 0) {
  Leaf out;
  if (!__get_cpuid_count(leaf, subleaf, &out.eax, &out.ebx, &out.ecx, &out.edx)) return {};
  return out;
}

constexpr bool bit(unsigned word, int position) { return (word >> position) & 1u; }

// Register sets that the operating system saves on a switch of threads; 0 without OSXSAVE.
std::uint64_t saved_registers() {
  if (!bit(cpuid(1).ecx, 27)) return 0;
  unsigned low = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (static_cast<std::uint64_t>(high) << 32) | low;
}

}  // namespace

// Bit positions: Intel SDM vol. 2A, CPUID leaves 1 and 7; XCR0: vol. 1, §13.3.
CpuFeatures cpu_features() {
  const Leaf one = cpuid(1);
  const Leaf seven = cpuid(7, 0);
  const Leaf seven_one = seven.eax >= 1 ? cpuid(7, 1) : Leaf{};
  const std::uint64_t saved = saved_registers();
  constexpr std::uint64_t kYmm = 0x6, kZmm = 0xe6, kTiles = 0x60000;
  CpuFeatures features;
  if ((saved & kYmm) == kYmm) {
    features.avx = bit(one.ecx, 28);
    features.fma = features.avx && bit(one.ecx, 12);
    features.avx2 = features.avx && bit(seven.ebx, 5);
  }
  if ((saved & kZmm) == kZmm) {
    features.avx512 =
        bit(seven.ebx, 16) && bit(seven.ebx, 17) && bit(seven.ebx, 30) && bit(seven.ebx, 31);
    features.avx512_bf16 = features.avx512 && bit(seven_one.eax, 5);
    if ((saved & kTiles) == kTiles)
      features.amx_bf16 = features.avx512 && bit(seven.edx, 24) && bit(seven.edx, 22);
  }
  return features;
}

std::string cpu_signature() {
  std::array<char, 49> brand{};
  if (cpuid(0x80000000).eax >= 0x80000004) {
    for (unsigned part = 0; part < 3; ++part) {
      const Leaf words = cpuid(0x80000002 + part);
      std::memcpy(brand.data() + 16 * part, &words, sizeof words);
    }
  }
  const Leaf one = cpuid(1);
  const CpuFeatures features = cpu_features();
  return fmt::format("{} {:08x} {:08x} {:08x} avx512={} avx512_bf16={} amx_bf16={}", brand.data(),
                     one.eax, one.ecx, cpuid(7).ebx, features.avx512, features.avx512_bf16,
                     features.amx_bf16);
}

Precision precision_for(Precision wish) {
  if (wish != Precision::automatic && wish != Precision::int8) return wish;
  return cpu_features().native_bf16() ? Precision::bf16 : Precision::f32;
}

Precision read_precision(std::string_view wish) {
  if (const auto precision = precision_named(wish)) return *precision;
  const std::array<std::string, 4> words{"f32", "bf16", "int8", "auto"};
  throw Error(ErrorKind::usage, "precision", fmt::format("unknown precision '{}'", wish),
              did_you_mean(wish, words));
}

}  // namespace mien::infer
