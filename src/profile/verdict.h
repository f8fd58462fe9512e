#pragma once
/// \file The article's targets, a verdict each, and one concrete next step per missed target.

#include <optional>
#include <string>

#include "profile/snapshot.h"

namespace mien::profile {

/// Source: the article's method (docs/adr/0006): core utilisation above 80 %, vectorisation above
/// 70 %, memory stalls below 10 %.
inline constexpr double kCoreTarget = 0.80, kVectorTarget = 0.70, kStallTarget = 0.10;

/// What was run. Empty or 0: unknown; rules that need it do not apply.
struct VerdictContext {
  std::string approach, detector, precision, build, blas;
  int workers = 0;  ///< threads or processes that work on frames
  int inputs = 0;
  bool native_bf16 = false;  ///< this CPU computes bf16
  bool avx2 = false, avx512 = false;
  double infer_share = 0;  ///< of the stages' CPU time
  double decode_share = 0;
  std::optional<double> ms_alone, ms_busy;  ///< CPU ms a frame: one worker alone; all cores busy
};

struct Verdict {
  std::optional<double> value;
  double target = 0;
  std::optional<bool> met;  ///< none where there is no value
  std::string advice;       ///< "met: little scope left", the next step, or why there is no verdict
};

// The rules are tables in verdict.cpp, read top down; the first that applies gives the advice.
// Pure.

/// Missed: several cores and one worker → per-core workers; fewer workers than cores → more;
/// one input that the article's script reads frame by frame → per-core; waiting (voluntary
/// switches) → prefetch; preempted (involuntary) → other programs; else → longer or more inputs.
Verdict core_verdict(const Snapshot&, const VerdictContext&);

/// Missed: dlib generic → its AVX2 or AVX-512 build; dlib baseline → a CNN; f32 network where
/// bf16 is native → bf16; else the hottest scalar loop is named.
Verdict vector_verdict(const Snapshot&, const VerdictContext&);

/// Missed: batched → no batches; more workers than physical cores → as many as cores; else lower
/// width. Without a value no verdict, and the advice says what would give one.
Verdict stall_verdict(const Snapshot&, const VerdictContext&);

/// Growth of a frame's CPU time when all cores are busy: 1 − alone ÷ busy, not below 0. Caches and
/// memory that workers share are what makes them wait: an estimate of memory stalls from below.
/// None without both times.
std::optional<double> contention(const VerdictContext&);

}  // namespace mien::profile
