#include "service_log.h"

#include <cerrno>
#include <stdexcept>
#include <string_view>

#include <poll.h>
#include <unistd.h>

namespace {

constexpr int kPatience_ms = 1000;

/// Standard error may be a pipe whose reader stands still; a write would then wait for ever.
void await_room() {
  pollfd room{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  if (poll(&room, 1, kPatience_ms) == 0)
    throw std::runtime_error("the log's reader does not keep up");
}

}  // namespace

void write_log_line(const std::string& line) {
  const std::string text = line + "\n";
  for (std::string_view rest = text; !rest.empty();) {
    await_room();
    const ssize_t written = write(STDERR_FILENO, rest.data(), rest.size());
    if (written < 0 && errno != EINTR && errno != EAGAIN)
      throw std::runtime_error("the log cannot be written");
    if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
  }
}
