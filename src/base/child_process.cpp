#include "base/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/clock.h"
#include "base/descriptor.h"

extern char** environ;  // NOLINT: POSIX names it so

namespace mien {

namespace {

constexpr double kGraceMs = 5000;  ///< between SIGTERM and SIGKILL
constexpr std::size_t kMostWords = 64 << 10;
constexpr int kPollMs = 50;

[[noreturn]] void cannot_start(const std::string& program, int code) {
  throw Error(ErrorKind::internal, program,
              "cannot be started: " + std::generic_category().message(code));
}

struct Pipe {
  explicit Pipe(const std::string& program) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) cannot_start(program, errno);
    out.reset(ends[0]);
    in.reset(ends[1]);
  }
  Descriptor out, in;
};

/// What the child is given besides its arguments.
class Start {
 public:
  Start(const ChildOptions& options, int output, int errors) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
    if (!options.folder.empty())
      posix_spawn_file_actions_addchdir_np(&actions_, options.folder.c_str());
    posix_spawnattr_init(&attributes_);
    if (!options.stop && !(options.timeout_seconds > 0)) return;
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes_, 0);
  }
  ~Start() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;
  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

pid_t start(const ChildOptions& options, int output, int errors) {
  const Start with(options, output, errors);
  std::vector<std::string> variables;
  if (options.environment)
    for (const auto& [name, value] : *options.environment) variables.push_back(name + "=" + value);
  const auto argv = pointers(options.arguments), given = pointers(variables);
  pid_t child = 0;
  const int code = ::posix_spawnp(&child, argv[0], with.actions(), with.attributes(), argv.data(),
                                  options.environment ? given.data() : environ);
  if (code != 0) cannot_start(options.arguments.front(), code);
  return child;
}

// Appends what is there; false at the end of the stream.
bool drain(int descriptor, std::string& text) {
  std::array<char, 16384> chunk;
  const ssize_t count = ::read(descriptor, chunk.data(), chunk.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  text.append(chunk.data(), static_cast<std::size_t>(count));
  return count > 0;
}

/// Ends a child in two steps.
class Ender {
 public:
  explicit Ender(pid_t child) : child_(child) {}
  void ask() {
    if (asked_ms_ > 0) return;
    asked_ms_ = steady_ms();
    ::kill(-child_, SIGTERM);
  }
  void insist() {
    if (asked_ms_ > 0 && steady_ms() - asked_ms_ > kGraceMs) ::kill(-child_, SIGKILL);
  }

 private:
  pid_t child_;
  double asked_ms_ = 0;
};

void follow(const ChildOptions& options, pid_t child, Pipe& output, Pipe& errors,
            ChildResult& result) {
  Ender ender(child);
  const double started = steady_ms();
  bool output_open = true, errors_open = true;
  while (output_open || errors_open) {
    std::array<pollfd, 2> ends{{{output_open ? output.out.get() : -1, POLLIN, 0},
                                {errors_open ? errors.out.get() : -1, POLLIN, 0}}};
    ::poll(ends.data(), ends.size(), kPollMs);
    if (ends[0].revents) output_open = drain(ends[0].fd, result.output);
    if (ends[1].revents) errors_open = drain(ends[1].fd, result.words);
    if (result.words.size() > 2 * kMostWords)
      result.words.erase(0, result.words.size() - kMostWords);
    if (options.stop && *options.stop) result.stopped = true;
    if (options.timeout_seconds > 0 && steady_ms() - started > options.timeout_seconds * 1e3)
      result.timed_out = true;
    if (result.stopped || result.timed_out) ender.ask();
    ender.insist();
  }
}

}  // namespace

ChildResult run_child(const ChildOptions& options) {
  const std::string& program = options.arguments.at(0);
  Pipe output(program), errors(program);
  const int words = errors.in.get();
  const pid_t child = start(options, options.all_is_words ? words : output.in.get(), words);
  output.in.reset();
  errors.in.reset();
  ChildResult result;
  follow(options, child, output, errors, result);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) cannot_start(program, errno);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::filesystem::path find_program(const std::string& name, const std::string& path) {
  std::istringstream folders(path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const auto file = std::filesystem::path(folder) / name;
    if (!folder.empty() && ::access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

}  // namespace mien
