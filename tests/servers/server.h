#pragma once
/// \file A server of this folder as a child of the test.

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mien::test {

/// Runs tests/servers/SCRIPT with Debian's Python (its GStreamer bindings belong to that one) until
/// it goes out of scope. Line by line: `tell` writes one, `line` reads one.
class Server {
 public:
  Server(const std::string& script, const std::vector<std::string>& arguments) {
    int to_child[2], from_child[2];
    if (::pipe(to_child) != 0 || ::pipe(from_child) != 0) throw std::runtime_error("no pipe");
    const std::string path = std::string(MIEN_SOURCE_DIR) + "/tests/servers/" + script;
    std::vector<std::string> words{"/usr/bin/python3", path};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(to_child[0], 0);
      ::dup2(from_child[1], 1);
      for (int fd = 3; fd < 256; ++fd) ::close(fd);
      ::execv(pointers[0], pointers.data());
      ::_exit(127);
    }
    ::close(to_child[0]);
    ::close(from_child[1]);
    in_ = to_child[1];
    out_ = from_child[0];
    const std::string first = line();
    if (first.starts_with("port ")) port_ = first.substr(5);
  }
  ~Server() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    ::close(in_);
    ::close(out_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  bool listens() const { return !port_.empty(); }
  const std::string& port() const { return port_; }
  std::string url(const std::string& scheme, const std::string& path,
                  const std::string& user = {}) const {
    return scheme + "://" + (user.empty() ? "" : user + "@") + "127.0.0.1:" + port_ + "/" + path;
  }

  /// The server's answer.
  std::string tell(const std::string& command) {
    const std::string bytes = command + "\n";
    if (::write(in_, bytes.data(), bytes.size()) < 0) return "gone";
    return line();
  }

  /// As a camera that loses its power: nothing is said to anybody.
  void freeze_process() { ::kill(child_, SIGSTOP); }

 private:
  std::string line() {
    std::string text;
    for (char c = 0; c != '\n';) {
      pollfd ready{.fd = out_, .events = POLLIN, .revents = 0};
      if (::poll(&ready, 1, 20'000) <= 0 || ::read(out_, &c, 1) != 1) return text;
      if (c != '\n') text += c;
    }
    return text;
  }

  pid_t child_ = -1;
  int in_ = -1, out_ = -1;
  std::string port_;
};

}  // namespace mien::test
