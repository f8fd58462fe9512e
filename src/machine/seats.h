#pragma once
#include <optional>
#include <string>

#include "mien/config.h"

#include "machine/control_group.h"
#include "machine/placement.h"

namespace mien::machine {

/// In front of what take_seat returns, where it is told.
inline constexpr char kNotPinned[] = "workers are not pinned: ";

/// Binds the calling thread to its core and memory node where `tuning.pin` asks for it. `worker`
/// counts from 0. Returns why it is not bound, in words; empty where it is, or none was asked for.
/// Thread-safe.
std::string take_seat(const RunConfig& config, int worker, int workers);

/// Why workers are not bound to these CPUs, of which a quota grants only so many: others with one
/// would sit on the same. Empty where they are.
std::string quota_words(const CoreMap& map, std::optional<double> quota = ControlGroup().cpus());

/// Where so many workers sit, in words (Placement::words); where they are not pinned, that on a
/// machine of several memory nodes, and nothing on one of one. Pure.
std::string seat_words(const CoreMap& map, Pin pin, int workers, int inputs);
/// The same of a configuration on this machine; empty where the system does not tell.
std::string seat_words(const RunConfig& config, int workers);

}  // namespace mien::machine
