#pragma once
/// \file Running another program without a shell, and ending it with us.

#include <atomic>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mien {

struct ChildOptions {
  std::vector<std::string> arguments;  ///< the first is the program, looked up in PATH
  /// All of the child's; none: what we were given, which is handed on unread.
  std::optional<std::map<std::string, std::string>> environment;
  std::filesystem::path folder;             ///< where it runs; empty: where we do
  bool all_is_words = false;                ///< its output goes to `words`, in order
  double timeout_seconds = 0;               ///< 0: none
  const std::atomic<bool>* stop = nullptr;  ///< set: the child is asked to end, then made to
};

struct ChildResult {
  int status = 0;             ///< exit code; 128 + signal where it was killed
  std::string output, words;  ///< stdout whole, and the last 64 KiB of stderr
  bool stopped = false;       ///< because of `stop`
  bool timed_out = false;
};

/// Runs the child with an empty input, and waits for it. One that may have to be ended (`stop`, a
/// timeout) is in a process group of its own: Ctrl-C reaches it through `stop` alone, and it gets
/// SIGTERM, and SIGKILL after five seconds, with its own children.
/// Throws Error(internal) where it cannot be started.
ChildResult run_child(const ChildOptions& options);

/// Full path of a program in a PATH-like list; empty where there is none.
std::filesystem::path find_program(const std::string& name, const std::string& path);

}  // namespace mien
