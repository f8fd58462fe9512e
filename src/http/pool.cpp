#include "http/pool.h"

#include <utility>

namespace mien::http {

bool HandlerPool::submit(std::function<void()> work) {
  {
    std::lock_guard lock(mutex_);
    if (waiting_.size() >= limit_) return false;
    waiting_.push_back(std::move(work));
  }
  filled_.notify_one();
  return true;
}

void HandlerPool::work(std::stop_token stop, LifeSign& life) {
  std::unique_lock lock(mutex_);
  life.rest();
  while (filled_.wait(lock, stop, [&] { return !waiting_.empty(); })) {
    if (stop.stop_requested()) break;
    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    life.beat();
    work();
    work = {};
    life.rest();
    lock.lock();
  }
  const auto dropped = std::exchange(waiting_, {});
  lock.unlock();  // what they hold goes after the lock
}

}  // namespace mien::http
