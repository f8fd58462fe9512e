#pragma once
/// \file A client as plain as a socket: tests send what no library would.

#include <cstdint>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mien::serve {

struct Answer {
  int status = 0;
  std::string header, body;
  bool has(std::string_view text) const {
    return header.find(text) != std::string::npos || body.find(text) != std::string::npos;
  }
};

/// One connection to 127.0.0.1. What fails reads as an empty answer.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)), port_(port) {
    if (receive_buffer > 0)
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// The next answer; `head`: one without a body.
  Answer read(bool head = false) {
    Answer answer;
    std::size_t end;
    while ((end = text_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return answer;
    answer.header = text_.substr(0, end + 2);
    text_.erase(0, end + 4);
    answer.status = std::atoi(answer.header.c_str() + 9);
    const std::size_t length = answer.header.find("Content-Length: ");
    if (head || length == std::string::npos) return answer;
    const std::size_t bytes = std::strtoul(answer.header.c_str() + length + 16, nullptr, 10);
    while (text_.size() < bytes)
      if (!more()) break;
    answer.body = text_.substr(0, bytes);
    text_.erase(0, bytes);
    return answer;
  }

  Answer ask(std::string_view method, std::string_view target, std::string_view headers = {},
             std::string_view body = {}) {
    std::string text = std::string(method) + " " + std::string(target) +
                       " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) + "\r\n" +
                       std::string(headers);
    if (!body.empty() || method == "POST" || method == "PUT")
      text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    send(text + "\r\n" + std::string(body));
    return read(method == "HEAD");
  }

  /// Waits until `text` came; false: the other side ended, or 10 s passed.
  bool await(std::string_view text) {
    while (text_.find(text) == std::string::npos)
      if (!more()) return false;
    return true;
  }
  /// Did the other side end the connection, within 10 s?
  bool ended() {
    while (more()) {
    }
    return ended_;
  }
  const std::string& text() const { return text_; }
  /// Has something come that was not read yet, or has the other side ended?
  bool has_answer() const {
    pollfd now{socket_, POLLIN, 0};
    return ::poll(&now, 1, 0) > 0;
  }

 private:
  bool more() {
    pollfd wait{socket_, POLLIN, 0};
    if (::poll(&wait, 1, 10'000) <= 0) return false;
    char bytes[16 * 1024];
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
    ended_ = got <= 0;
    if (ended_) return false;
    text_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  std::uint16_t port_;
  bool connected_ = false, ended_ = false;
  std::string text_;
};

inline constexpr std::string_view kJsonType = "Content-Type: application/json\r\n";

}  // namespace mien::serve
