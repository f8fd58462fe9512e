#include "base/crew.h"

#include <condition_variable>

#include <pthread.h>

namespace mien {

void nap(const std::stop_token& stop, std::chrono::duration<double> time) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

std::string words_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception of unknown kind";
  }
}

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
