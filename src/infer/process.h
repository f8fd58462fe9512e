#pragma once
/// \file Running another program.

#include <filesystem>
#include <string>
#include <vector>

namespace mien::infer {

struct ProcessResult {
  int status = 0;      ///< exit code; 128 + signal where it was killed
  std::string output;  ///< what it wrote to stdout and stderr, the last 64 KiB
};

/// Runs `arguments[0]` (looked up in PATH) in `folder` without a shell, with empty input, and waits
/// for it. Throws Error(model) where it cannot be started.
ProcessResult run_process(const std::vector<std::string>& arguments,
                          const std::filesystem::path& folder);

}  // namespace mien::infer
