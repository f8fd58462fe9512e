#pragma once
/// \file Starting a program of our own as a child, and ending it with us.

#include <atomic>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mien::bench {

struct ChildOptions {
  std::vector<std::string> arguments;              ///< the first is the program, looked up in PATH
  std::map<std::string, std::string> environment;  ///< all of the child's
  double timeout_seconds = 0;                      ///< 0: none
  const std::atomic<bool>* stop = nullptr;         ///< set: the child is asked to end, then made to
};

struct ChildResult {
  int status = 0;             ///< exit code; 128 + signal where it was killed
  std::string output, words;  ///< stdout whole, and the last 64 KiB of stderr
  bool stopped = false;       ///< because of `stop`
  bool timed_out = false;
};

/// Runs the child in a process group of its own (Ctrl-C reaches it through `stop` alone) and waits.
/// A child that is to end gets SIGTERM, and SIGKILL after five seconds, with its own children.
/// Throws Error(internal) where it cannot be started.
ChildResult run_child(const ChildOptions& options);

/// Full path of a program in a PATH-like list; empty where there is none.
std::filesystem::path find_program(const std::string& name, const std::string& path);

}  // namespace mien::bench
