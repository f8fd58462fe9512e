#pragma once
#include <string>

#include "mien/config.h"

namespace mien::machine {

/// Binds the calling thread to its core and memory node where `tuning.pin` asks for it. `worker`
/// counts from 0. Returns why it is not bound, in words; empty where it is, or none was asked for.
/// Thread-safe.
std::string take_seat(const RunConfig& config, int worker, int workers);

}  // namespace mien::machine
