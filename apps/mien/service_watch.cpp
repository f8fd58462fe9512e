#include "service_watch.h"

#include <charconv>

#include <unistd.h>

namespace {

std::string value_of(const std::map<std::string, std::string>& environment, const char* name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

long number_of(const std::string& text) {
  long number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

ServiceWatch::ServiceWatch(const std::map<std::string, std::string>& environment,
                           std::function<void(const std::string&)> log)
    : manager_(value_of(environment, "NOTIFY_SOCKET")), log_(std::move(log)) {
  const std::string process = value_of(environment, "WATCHDOG_PID");
  if (process.empty() || number_of(process) == ::getpid())
    patience_ = std::chrono::milliseconds(number_of(value_of(environment, "WATCHDOG_USEC")) / 1000);
}

void ServiceWatch::tick(bool ready, const Silent& silent) {
  if (!ready_ && ready) {
    manager_.tell("READY=1\nSTATUS=running");
    ready_ = true;
  }
  if (patience_.count() > 0 && Clock::now() >= next_) feed(silent);
}

// A thread that is silent for half of the manager's patience leaves the watchdog hungry: the
// manager then ends the process and starts it again.
void ServiceWatch::feed(const Silent& all) {
  next_ = Clock::now() + patience_ / 4;
  const auto silent = all(patience_ / 2);
  if (silent.empty()) {
    silent_ = false;
    manager_.tell("WATCHDOG=1");
  } else if (!silent_) {
    silent_ = true;
    log_("thread " + silent.front() + " does not respond: the watchdog is not notified");
  }
}

void ServiceWatch::stopping() { manager_.tell("STOPPING=1"); }
