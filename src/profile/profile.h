#pragma once
/// \file A snapshot as the contract's JSON, and as lines to print.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "profile/snapshot.h"
#include "profile/verdict.h"

namespace mien::profile {

/// The object of `profile --json` (PRODUCT.md): core_utilisation, vectorisation, memory_stalls,
/// each
/// {"value","target","met","advice"}, overhead, system events. Null where nothing was measured.
/// Pure.
nlohmann::json profile_json(const Snapshot&, const VerdictContext&);

/// The snapshot alone, without verdicts.
nlohmann::json to_json(const Snapshot&);

/// The same for people, a line each, without line ends. Pure.
std::vector<std::string> profile_lines(const Snapshot&, const VerdictContext&);

}  // namespace mien::profile
