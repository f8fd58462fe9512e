#include "base/crew.h"

#include <pthread.h>

namespace mien {

void Crew::start(const std::string& name, std::function<void(std::stop_token)> body) {
  std::lock_guard lock(mutex_);
  threads_.emplace_back([this, name, body = std::move(body)](std::stop_token stop) {
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
    try {
      body(stop);
    } catch (...) {
      if (failed_) failed_(name, std::current_exception());
    }
  });
}

void Crew::stop() {
  std::vector<std::jthread> threads;
  {
    std::lock_guard lock(mutex_);
    threads.swap(threads_);
  }
  for (std::jthread& thread : threads) thread.request_stop();
}

}  // namespace mien
