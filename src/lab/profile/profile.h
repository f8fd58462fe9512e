#pragma once
/// \file A snapshot as the contract's JSON, and as lines to print.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "lab/profile/snapshot.h"
#include "lab/profile/verdict.h"

namespace mien::lab::profiling {

/// The object of `profile --json` (PRODUCT.md): core_utilisation, vectorisation, memory_stalls,
/// each
/// {"value","target","met","advice"}, overhead, system events. Null where nothing was measured.
/// Pure.
nlohmann::json profile_json(const Snapshot&, const VerdictContext&);

/// The snapshot alone, without verdicts.
nlohmann::json to_json(const Snapshot&);

/// The same for people, a line each, without line ends. Pure.
std::vector<std::string> profile_lines(const Snapshot&, const VerdictContext&);

}  // namespace mien::lab::profiling
