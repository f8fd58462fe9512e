#pragma once
/// \file Samples on their way from signal handlers (many threads) to the reader (one).

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/stage_mark.h"

namespace mien::profile {

struct Sample {
  std::uintptr_t address = 0;  ///< of the instruction about to run
  std::int32_t thread = 0;     ///< the kernel's number of the thread
  std::uint32_t weight = 0;    ///< periods it stands for; 0: calibration
  Stage stage = Stage::other;
};

/// Fixed memory, no lock, no allocation. `push` is async-signal-safe and may run on any number of
/// threads at once; `drain` belongs to one thread at a time. What does not fit is dropped and
/// counted.
class SampleRing {
 public:
  static constexpr std::uint64_t kSlots = 1u << 14;  // 3 s of 25 busy cores at 200 Hz

  SampleRing() : slots_(std::make_unique<Slot[]>(kSlots)) {}

  void push(const Sample& sample) {
    const std::uint64_t ticket = next_.fetch_add(1, std::memory_order_relaxed);
    Slot& slot = slots_[ticket % kSlots];
    State expected = State::empty;
    if (!slot.state.compare_exchange_strong(expected, State::busy, std::memory_order_acquire)) {
      dropped_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    slot.sample = sample;
    slot.state.store(State::full, std::memory_order_release);
  }

  /// Calls `take(sample)` for what is there. A sample still being written is met next time round,
  /// or by `everything`, for when all writers are done.
  template <typename Take>
  void drain(Take&& take, bool everything = false) {
    const std::uint64_t end = next_.load(std::memory_order_acquire);
    std::uint64_t at = read_;
    if (everything || end - at > kSlots) at = end > kSlots ? end - kSlots : 0;
    for (; at < end; ++at) {
      Slot& slot = slots_[at % kSlots];
      if (slot.state.load(std::memory_order_acquire) != State::full) continue;
      const Sample sample = slot.sample;
      slot.state.store(State::empty, std::memory_order_release);
      take(sample);
    }
    read_ = end;
  }

  std::int64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  enum class State : std::uint8_t { empty, busy, full };
  struct Slot {
    Sample sample;
    std::atomic<State> state{State::empty};
  };
  std::unique_ptr<Slot[]> slots_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::int64_t> dropped_{0};
  std::uint64_t read_ = 0;
};

}  // namespace mien::profile
