#include "profile/verdict.h"

#include <algorithm>

#include <fmt/format.h>

#include "profile/symbols.h"

namespace mien::profile {

namespace {

constexpr const char* kMet = "met: little scope left";
constexpr double kSwitchesOften = 100;  // a second and core
constexpr double kDominant = 0.5;

bool dlib(const VerdictContext& context) {
  return context.detector == "hog" || context.detector == "mmod";
}

bool one_at_a_time(const VerdictContext& context) {
  return context.approach == "baseline" || context.approach == "hog-source-build" ||
         context.approach == "cnn-sync";
}

bool generic_build(const VerdictContext& context) {
  return context.build.empty() || context.build == "generic" || context.build == "sse2";
}

double per_core_second(double count, const CoreUse& cores) {
  const double time = cores.wall_seconds * cores.physical_cores;
  return time > 0 ? count / time : 0;
}

std::string core_advice(const Snapshot& s, const VerdictContext& c) {
  const int cores = s.cores.physical_cores;
  if (cores > 1 && one_at_a_time(c))
    return fmt::format("one frame at a time on {} cores: --approach {} --workers {}", cores,
                       dlib(c) ? "threads" : "cnn-per-core", cores);
  if (c.workers > 0 && c.workers < cores)
    return fmt::format("{} of {} cores have a worker: --workers {}", c.workers, cores, cores);
  if (c.approach == "processes")
    return "every process reads the input again: --approach processes-prefetch";
  if (c.approach == "cnn-streams" || c.approach == "cnn-batched")
    return "workers wait for each other's inference: --approach cnn-per-core";
  const auto& events = s.system;
  if (per_core_second(static_cast<double>(events.involuntary_switches), s.cores) > kSwitchesOften)
    return "other programs take the cores: stop them, or give mien cores of its own (taskset, "
           "cpuset)";
  if (per_core_second(static_cast<double>(events.voluntary_switches), s.cores) > kSwitchesOften)
    return "workers wait, for files or for each other: read the input from memory (prefetch), "
           "longer "
           "recordings, fewer inputs on one disk";
  return "too little work to fill the cores: longer recordings or more inputs";
}

const HotLoop* hottest_scalar(const Snapshot& s) {
  const auto& loops = s.vectorisation->hottest;
  const auto at = std::find_if(loops.begin(), loops.end(), [](const HotLoop& loop) {
    return loop.packed && *loop.packed < kVectorTarget;
  });
  return at == loops.end() ? nullptr : &*at;
}

std::string vector_advice(const Snapshot& s, const VerdictContext& c) {
  if (dlib(c) && generic_build(c) && (c.avx512 || c.avx2))
    return fmt::format(
        "dlib's loops are built for SSE2: detect: {{ build: {} }} in the configuration (measure it "
        "with mien bench INPUT --approaches hog-source-build)",
        c.avx512 ? "avx512" : "avx2");
  if (c.detector == "mmod" && c.blas == "openblas")
    return "the convolutions are BLAS calls: detect: { blas: mkl } in the configuration";
  if (c.detector == "hog")
    return "HOG's own loops are scalar: a CNN vectorises, --approach cnn-per-core";
  const HotLoop* loop = hottest_scalar(s);
  if (c.precision == "f32" && c.native_bf16 && c.infer_share > kDominant)
    return "this CPU multiplies bf16 in wider units: --precision bf16";
  if (loop)
    return fmt::format(
        "the hottest scalar loop is {} in {} ({:.0f} % of the time, stage {}): "
        "vectorise it",
        short_symbol(loop->symbol), loop->library, 100 * loop->share, name_of(loop->stage));
  return "scalar work is spread thin: nothing single to vectorise";
}

std::string stall_advice(const Snapshot& s, const VerdictContext& c) {
  if (c.approach == "cnn-batched")
    return "batches leave the cache: --approach cnn-per-core (batch 1)";
  if (c.workers > s.cores.physical_cores)
    return fmt::format("hyper-threads share one cache: --workers {}", s.cores.physical_cores);
  if (c.precision == "f32" && c.native_bf16) return "half the bytes per value: --precision bf16";
  if (c.decode_share > kDominant)
    return "decoding moves whole pictures: --detect-fps lower, or cameras that send smaller ones";
  return "activations do not fit the cache: a smaller width";
}

}  // namespace

Verdict core_verdict(const Snapshot& s, const VerdictContext& c) {
  const bool met = s.cores.utilisation > kCoreTarget;
  return {s.cores.utilisation, kCoreTarget, met, met ? kMet : core_advice(s, c)};
}

Verdict vector_verdict(const Snapshot& s, const VerdictContext& c) {
  if (!s.vectorisation)
    return {std::nullopt, kVectorTarget, std::nullopt, "no samples: profile a longer run"};
  if (!s.vectorisation->packed_share)
    return {std::nullopt, kVectorTarget, std::nullopt,
            "no FP work was sampled: see the share of all samples in vector instructions"};
  const double value = *s.vectorisation->packed_share;
  const bool met = value > kVectorTarget;
  return {value, kVectorTarget, met, met ? kMet : vector_advice(s, c)};
}

Verdict stall_verdict(const Snapshot& s, const VerdictContext& c) {
  if (!s.memory_stalls.value)
    return {std::nullopt, kStallTarget, std::nullopt,
            "no verdict without counters: profile on hardware with a PMU, or use the estimate (one "
            "worker against all)"};
  const double value = *s.memory_stalls.value;
  const bool met = value < kStallTarget;
  return {value, kStallTarget, met, met ? kMet : stall_advice(s, c)};
}

std::optional<double> contention(const VerdictContext& c) {
  if (!c.ms_alone || !c.ms_busy || *c.ms_alone <= 0 || *c.ms_busy <= 0) return std::nullopt;
  return std::max(0.0, 1 - *c.ms_alone / *c.ms_busy);
}

}  // namespace mien::profile
