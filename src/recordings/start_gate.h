#pragma once
/// \file Where workers wait for each other, so that the clock starts when all are ready.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

namespace mien::recordings {

/// Opens when `count` parties have come. Thread-safe; used once.
class StartGate {
 public:
  /// `opened` is called once, by whoever comes last.
  StartGate(int count, std::function<void()> opened)
      : missing_(count), opened_(std::move(opened)) {}

  /// Blocks until the gate is open.
  void wait() {
    std::unique_lock lock(mutex_);
    count_one();
    open_.wait(lock, [this] { return missing_ <= 0; });
  }
  /// For those that will never come.
  void excuse() {
    std::lock_guard lock(mutex_);
    count_one();
  }

 private:
  void count_one() {
    if (--missing_ != 0) return;
    opened_();
    open_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable open_;
  int missing_;
  std::function<void()> opened_;
};

}  // namespace mien::recordings
