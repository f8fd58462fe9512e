#include "cluster/link.h"

#include <cerrno>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mien::cluster {

namespace {
constexpr int kWaitingMs = 100;
constexpr std::size_t kPiece = 64 << 10;  ///< received at once
}  // namespace

SocketLink::~SocketLink() { ::close(socket_); }

bool SocketLink::send(const wire::Message& message) {
  const wire::Bytes bytes = wire::encode(message);
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

std::optional<wire::Message> SocketLink::receive(const std::function<void()>& waiting) {
  while (true) {
    const wire::ByteView rest = wire::ByteView(buffer_).subspan(parsed_);
    if (rest.size() >= wire::kHeadSize) {
      const std::size_t size = wire::kHeadSize + wire::payload_size(rest);
      if (rest.size() >= size) {
        wire::Message message = wire::decode(rest.first(size));
        parsed_ += size;
        return message;
      }
    }
    if (!fill(waiting)) return std::nullopt;
  }
}

// `recv`, not `read`: /proc/self/io would count that as reading files.
bool SocketLink::fill(const std::function<void()>& waiting) {
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(parsed_));
  parsed_ = 0;
  while (true) {
    if (waiting)
      waiting();  // before each wait: a camera's frames may come faster than it would time out
    pollfd entry{.fd = socket_, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&entry, 1, kWaitingMs);
    if (ready > 0) {
      const std::size_t old = buffer_.size();
      buffer_.resize(old + kPiece);
      const ssize_t count = ::recv(socket_, buffer_.data() + old, kPiece, 0);
      buffer_.resize(old + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
      if (count > 0) return true;
      if (count == 0 || errno != EINTR) return false;
    } else if (ready < 0 && errno != EINTR) {
      return false;
    }
  }
}

}  // namespace mien::cluster
