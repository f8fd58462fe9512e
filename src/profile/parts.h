#pragma once
/// \file Snapshots of several processes of one run, put together.

#include <string>

#include "profile/snapshot.h"

namespace mien::profile {

/// A snapshot as text, for another process of the same program. Counters of memory stalls stay
/// behind.
std::string pack(const Snapshot& part);

/// What `pack` made. Throws Error(internal) for anything else.
Snapshot unpack(const std::string& text);

/// Adds another process's part to a run's snapshot: CPU time, events and samples add up, shares are
/// of the samples of both; the wall time is `into`'s. Pure.
void add_part(Snapshot& into, const Snapshot& part);

/// The time that the work took: a caller's own goes on while workers sum up. Pure.
void set_wall(Snapshot& snapshot, double seconds);

}  // namespace mien::profile
