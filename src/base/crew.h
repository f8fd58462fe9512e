#pragma once
/// \file Where long-lived threads start: named, stoppable, joined, their exceptions kept.

#include <chrono>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace mien {

/// Waits for `time`, or less where a stop is asked for.
void nap(const std::stop_token& stop, std::chrono::duration<double> time);

/// What an exception says, of whatever kind it is.
std::string words_of(const std::exception_ptr& failure);

/// Hears of an exception that ended a thread, on that thread; it must not throw.
using ThreadFailed = std::function<void(const std::string& thread, std::exception_ptr)>;

/// Threads that live as long as a service does. `start` and `stop` may be called by any thread but
/// the crew's own.
class Crew {
 public:
  /// `failed` is not optional: a thread that ended unseen leaves a program that only seems to work.
  explicit Crew(ThreadFailed failed) : failed_(std::move(failed)) {}
  ~Crew() { stop(); }

  /// Runs `body` on a new thread until it returns; it should soon after a stop is asked for.
  /// `name`: up to 15 bytes, as tools show it.
  void start(const std::string& name, std::function<void(std::stop_token)> body);
  /// Asks all to stop and waits for them.
  void stop();

 private:
  const ThreadFailed failed_;
  std::mutex mutex_;
  std::vector<std::jthread> threads_;
};

}  // namespace mien
