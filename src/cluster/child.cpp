#include "cluster/child.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mien::cluster {

namespace {

std::atomic<bool> asked_to_stop{false};  ///< in a child

int count_threads() {
  int count = 0;
  for ([[maybe_unused]] const auto& task : std::filesystem::directory_iterator("/proc/self/task"))
    ++count;
  return count;
}

void close_files_but(int kept) {
  const auto close_range = [](unsigned first, unsigned last) {
    if (first > last || syscall(SYS_close_range, first, last, 0) == 0) return;
    const unsigned most = std::min<unsigned>(last, 1 << 16);  // a kernel before 5.9
    for (unsigned file = first; file <= most; ++file) ::close(static_cast<int>(file));
  };
  const auto socket = static_cast<unsigned>(kept);
  close_range(STDERR_FILENO + 1, socket - 1);
  close_range(socket + 1, ~0U);
}

void become_a_worker(pid_t parent, int socket) {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  struct sigaction action {};
  action.sa_handler = [](int) { asked_to_stop = true; };
  sigaction(SIGTERM, &action, nullptr);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // it died before the line above
  close_files_but(socket);
}

wire::Failed failure_of_current() {
  try {
    throw;
  } catch (const Error& error) {
    return {error.kind(), error.where(), error.reason(), error.remedy()};
  } catch (const std::exception& error) {
    return {.reason = error.what()};
  }
}

[[noreturn]] void live(int socket, const Child::Body& body) {
  int code = 0;
  try {
    SocketLink link(socket);
    try {
      body(link, asked_to_stop);
    } catch (...) {
      code = 1;
      link.send(failure_of_current());
    }
  } catch (...) {
    code = 1;
  }
  _exit(code);
}

}  // namespace

Child::Child(int number, const Body& body) : number_(number) {
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
    throw Error(ErrorKind::internal, "worker process", std::strerror(errno),
                "allow more open files (ulimit -n) or choose fewer workers");
  link_ = std::make_unique<SocketLink>(sockets[0]);
  const pid_t parent = getpid();
  process_ = fork();
  if (process_ == 0) {
    become_a_worker(parent, sockets[1]);
    live(sockets[1], body);
  }
  const int number_of_error = errno;
  ::close(sockets[1]);
  if (process_ < 0)
    throw Error(ErrorKind::internal, "worker process", std::strerror(number_of_error),
                "allow more processes (ulimit -u) or choose fewer workers");
}

Child::~Child() {
  kill();
  wait();
}

void Child::stop() {
  if (!asked_ && !ended_) ::kill(process_, SIGTERM);
  asked_ = true;
}

void Child::kill() {
  if (!ended_) ::kill(process_, SIGKILL);
}

void Child::wait() {
  if (ended_) return;
  link_.reset();  // or it might wait for us to read
  rusage usage{};
  while (wait4(process_, &status_, 0, &usage) < 0 && errno == EINTR) {
  }
  ended_ = true;
  for (const timeval& time : {usage.ru_utime, usage.ru_stime})
    cpu_ms_ += static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) * 1e-3;
}

std::string Child::name() const { return fmt::format("worker {} (process {})", number_, process_); }

std::string Child::ending() {
  wait();
  if (WIFSIGNALED(status_))
    return fmt::format("{} was killed by signal {}", name(), WTERMSIG(status_));
  return fmt::format("{} ended with exit code {}", name(), WEXITSTATUS(status_));
}

void require_single_thread() {
  // Libraries that are made for it (OpenBLAS) end their idle threads when a process forks: a first
  // child, which leaves at once, lets them.
  if (count_threads() > 1) {
    const pid_t first = fork();
    if (first == 0) _exit(0);
    if (first > 0) waitpid(first, nullptr, 0);
  }
  const int threads = count_threads();
  if (threads > 1)
    throw Error(
        ErrorKind::usage, "approach with processes",
        fmt::format("this process already has {} threads and cannot fork workers safely", threads),
        "start the run before other threads, or choose an approach with threads");
}

}  // namespace mien::cluster
