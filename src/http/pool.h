#pragma once
/// \file Threads that answer what takes longer than a moment.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>

#include "base/life_signs.h"

namespace mien::http {

/// A bounded queue of work. Thread-safe; the owner starts threads with `work` as their body.
class HandlerPool {
 public:
  explicit HandlerPool(std::size_t limit = 256) : limit_(limit) {}
  /// False where too much waits already: the work is not done.
  bool submit(std::function<void()> work);
  /// Works until stopped. What was submitted and not begun is dropped then.
  void work(std::stop_token stop, LifeSign& life);

 private:
  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable_any filled_;
  std::deque<std::function<void()>> waiting_;
};

}  // namespace mien::http
