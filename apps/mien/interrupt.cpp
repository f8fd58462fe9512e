#include "interrupt.h"

#include <cerrno>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may set it");

bool was_terminal[STDERR_FILENO + 1];

void on_signal(int) { interrupted = true; }

// Whatever is said to a terminal that is gone fails, and would take what is left to do with it.
void on_hang_up(int) {
  const int before = errno;
  const int nowhere = open("/dev/null", O_RDWR);
  for (int stream = 0; stream <= STDERR_FILENO; ++stream)
    if (was_terminal[stream]) dup2(nowhere, stream);
  close(nowhere);
  errno = before;
  interrupted = true;
}

}  // namespace

const std::atomic<bool>* catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return &interrupted;
}

void catch_hang_up() {
  struct sigaction action {
  }, former{};
  for (int stream = 0; stream <= STDERR_FILENO; ++stream)
    was_terminal[stream] = isatty(stream) != 0;
  sigaction(SIGHUP, nullptr, &former);
  action.sa_handler = on_hang_up;  // again and again: the system and the shell say it, in turn
  if (former.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);
}
