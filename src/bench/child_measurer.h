#pragma once
/// \file The real measurer: `mien measure` as a child.

#include <atomic>
#include <filesystem>
#include <map>
#include <string>

#include "mien/pipeline.h"

#include "bench/job.h"

namespace mien::bench {

/// What a child needs to know of its parent.
struct ChildContext {
  std::filesystem::path program;                   ///< mien itself
  std::map<std::string, std::string> environment;  ///< of the parent
  ModelStorePaths models;
  std::filesystem::path scratch;  ///< folder for specifications; exists
  const std::atomic<bool>* stop = nullptr;
};

/// Starts a fresh process for every job; approaches over MPI under `mpirun -n WORKERS`. Throws
/// Error(usage) where a child needs mpirun and there is none, else as the child said.
Measurer make_child_measurer(ChildContext context);

}  // namespace mien::bench
