#pragma once
/// \file Which stage the calling thread works for, readable from a signal handler of that thread.

#include <atomic>

namespace mien {

/// The pipeline's stages, in the order of the data; `other`: start-up, waiting, hand-over.
enum class Stage : unsigned char { other, decode, scale, infer, track, crop, classify, write };
inline constexpr int kStages = 8;

/// "decode", as in `stages_ms`.
constexpr const char* name_of(Stage stage) {
  constexpr const char* kNames[kStages] = {"other", "decode", "scale",    "infer",
                                           "track", "crop",   "classify", "write"};
  return kNames[static_cast<int>(stage)];
}

namespace detail {
// initial-exec: a signal handler may read it, because the access never allocates. Lock-free, so a
// plain byte; atomic only so that the compiler keeps it in memory.
inline constinit thread_local std::atomic<Stage> stage_of_thread
    __attribute__((tls_model("initial-exec"))){Stage::other};
}  // namespace detail

/// The calling thread's stage. Async-signal-safe.
inline Stage current_stage() { return detail::stage_of_thread.load(std::memory_order_relaxed); }

/// Marks its scope; marks nest, the innermost counts. Two stores a scope: fit for the hot path.
class StageMark {
 public:
  explicit StageMark(Stage stage) : outer_(current_stage()) {
    detail::stage_of_thread.store(stage, std::memory_order_relaxed);
  }
  ~StageMark() { detail::stage_of_thread.store(outer_, std::memory_order_relaxed); }
  StageMark(const StageMark&) = delete;
  StageMark& operator=(const StageMark&) = delete;

 private:
  const Stage outer_;
};

}  // namespace mien
