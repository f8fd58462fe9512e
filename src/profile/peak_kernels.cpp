#include "profile/peak_kernels.h"

#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "infer/cpu.h"

namespace mien::profile {

namespace {

// Independent chains hide the latency of a multiply-add: four to five cycles, two units.
constexpr int kChains = 10;

bool always() { return true; }
bool has_fma() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
bool has_avx512() { return infer::cpu_features().avx512; }
bool has_bf16() { return infer::cpu_features().avx512_bf16; }

// Linux grants the tiles' register state on request (arch_prctl, ARCH_REQ_XCOMP_PERM, XTILEDATA).
bool has_amx() {
  constexpr int kRequest = 0x1023, kTileData = 18;
  return infer::cpu_features().amx_bf16 && syscall(SYS_arch_prctl, kRequest, kTileData) == 0;
}

// The empty assembly keeps the compiler from merging or dropping the chains.
double f32_sse(std::int64_t iterations) {
  __m128 chain[kChains], factor = _mm_set1_ps(0.999f), term = _mm_set1_ps(0.001f);
  for (auto& c : chain) c = term;
  for (std::int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 10
    for (auto& c : chain) {
      c = _mm_add_ps(_mm_mul_ps(c, factor), term);
      __asm__ volatile("" : "+x"(c));
    }
  }
  return static_cast<double>(iterations) * kChains * 4 * 2;
}

__attribute__((target("avx2,fma"))) double f32_avx2(std::int64_t iterations) {
  __m256 chain[kChains], factor = _mm256_set1_ps(0.999f), term = _mm256_set1_ps(0.001f);
  for (auto& c : chain) c = term;
  for (std::int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 10
    for (auto& c : chain) {
      c = _mm256_fmadd_ps(c, factor, term);
      __asm__ volatile("" : "+x"(c));
    }
  }
  return static_cast<double>(iterations) * kChains * 8 * 2;
}

__attribute__((target("avx512f"))) double f32_avx512(std::int64_t iterations) {
  __m512 chain[kChains], factor = _mm512_set1_ps(0.999f), term = _mm512_set1_ps(0.001f);
  for (auto& c : chain) c = term;
  for (std::int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 10
    for (auto& c : chain) {
      c = _mm512_fmadd_ps(c, factor, term);
      __asm__ volatile("" : "+v"(c));
    }
  }
  return static_cast<double>(iterations) * kChains * 16 * 2;
}

__attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16"))) double bf16_avx512(
    std::int64_t iterations) {
  __m512 chain[kChains], half = _mm512_set1_ps(0.5f);
  for (auto& c : chain) c = _mm512_setzero_ps();
  const __m512bh pairs = _mm512_cvtne2ps_pbh(half, half);
  for (std::int64_t i = 0; i < iterations; ++i) {
#pragma GCC unroll 10
    for (auto& c : chain) {
      c = _mm512_dpbf16_ps(c, pairs, pairs);
      __asm__ volatile("" : "+v"(c));
    }
  }
  return static_cast<double>(iterations) * kChains * 16 * 2 * 2;
}

// Palette 1: eight tiles of 16 rows of 64 bytes (Intel SDM vol. 1, chapter 18).
struct alignas(64) TileConfig {
  std::uint8_t palette = 1, start_row = 0, reserved[14] = {};
  std::uint16_t column_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
static_assert(sizeof(TileConfig) == 64);

__attribute__((target("amx-tile,amx-bf16"))) double bf16_amx(std::int64_t iterations) {
  const TileConfig config;
  __asm__ volatile("ldtilecfg %0" ::"m"(config));  // GCC 12's _tile_loadconfig reads 8 bytes of it
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  _tile_zero(4);
  _tile_zero(5);
  for (std::int64_t i = 0; i < iterations; ++i) {
    _tile_dpbf16ps(0, 4, 5);
    _tile_dpbf16ps(1, 4, 5);
    _tile_dpbf16ps(2, 4, 5);
    _tile_dpbf16ps(3, 4, 5);
  }
  _tile_release();
  return static_cast<double>(iterations) * 4 * 16 * 16 * 32 * 2;
}

constexpr PeakKernel kPeakKernels[] = {
    {"f32 SSE", "f32", always, f32_sse},
    {"f32 AVX2 + FMA", "f32", has_fma, f32_avx2},
    {"f32 AVX-512", "f32", has_avx512, f32_avx512},
    {"bf16 AVX-512", "bf16", has_bf16, bf16_avx512},
    {"bf16 AMX", "bf16", has_amx, bf16_amx},
};

}  // namespace

std::span<const PeakKernel> peak_kernels() { return kPeakKernels; }

}  // namespace mien::profile
