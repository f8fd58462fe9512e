#pragma once
/// \file A port of this machine that a test answers itself.

#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mien::test {

/// Listens on a free port of 127.0.0.1 until it is destroyed.
class Listener {
 public:
  explicit Listener(int waiting = 8) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    ::listen(socket_, waiting);
  }
  ~Listener() { ::close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int socket() const { return socket_; }
  /// The next client's socket, which is the caller's to close; below 0 after `shut`.
  int accept() const { return ::accept(socket_, nullptr, nullptr); }
  /// Whoever waits in `accept` waits no longer.
  void shut() const { ::shutdown(socket_, SHUT_RDWR); }
  /// "127.0.0.1:PORT"
  std::string place() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  const int socket_;
  int port_ = 0;
};

}  // namespace mien::test
