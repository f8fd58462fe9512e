#pragma once
/// \file What every command shares.

#include <atomic>

#include "mien/pipeline.h"

/// Filled by main before a command runs; `exit_code` is what the command leaves.
struct AppContext {
  mien::ModelStorePaths models;
  bool json = false;   ///< machine-readable result on stdout
  bool quiet = false;  ///< no progress, no table
  int exit_code = 0;
  const std::atomic<bool>* interrupted = nullptr;  ///< Ctrl-C
};
