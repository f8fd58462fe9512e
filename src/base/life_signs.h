#pragma once
/// \file Which threads still do something: what a watchdog asks before it is fed.

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace mien {

/// One thread's sign of life. The thread that has it beats at least every few seconds, or rests
/// while it waits for work, however long that takes.
class LifeSign {
 public:
  explicit LifeSign(std::string thread) : thread_(std::move(thread)) {}
  void beat() {
    resting_ = false;
    last_ms_ = steady_ms();
  }
  void rest() { resting_ = true; }
  /// Milliseconds since the last beat; 0 while it rests.
  double silence_ms(double now) const { return resting_ ? 0 : now - last_ms_; }
  const std::string& thread() const { return thread_; }

 private:
  const std::string thread_;
  std::atomic<double> last_ms_{steady_ms()};
  std::atomic<bool> resting_{false};
};

/// All threads without which a program is none. Thread-safe.
class LifeSigns {
 public:
  /// Watched until the pointer is given up.
  std::shared_ptr<LifeSign> watch(std::string thread) {
    auto sign = std::make_shared<LifeSign>(std::move(thread));
    std::lock_guard lock(mutex_);
    std::erase_if(signs_, [](const auto& one) { return one.expired(); });
    signs_.push_back(sign);
    return sign;
  }

  /// Threads that have been silent for longer than `ms`, by name.
  std::vector<std::string> silent(double ms, double now = steady_ms()) const {
    std::vector<std::string> names;
    std::lock_guard lock(mutex_);
    for (const auto& one : signs_)
      if (const auto sign = one.lock(); sign && sign->silence_ms(now) > ms)
        names.push_back(sign->thread());
    return names;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<LifeSign>> signs_;
};

}  // namespace mien
