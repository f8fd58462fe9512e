#pragma once
/// \file What reading the configuration anew would do, and whether it may.

#include <string>
#include <vector>

#include "mien/config.h"

namespace mien::serve {

/// What a change does, by camera.
struct Change {
  std::vector<std::string> added, changed, removed, unchanged;
  std::vector<std::string> restart;  ///< sections of which something waits for a restart
  /// Each difference, before → after, without secrets: "camera aisle: content cereal → soup".
  std::vector<std::string> words;
};

struct ReloadPlan {
  RunConfig next;  ///< what would be in force
  Change change;
  std::vector<std::string> fewer;  ///< what would be gone: "cameras: 3 → 1", "section server"
  std::string refusal;             ///< why it must not be; empty: it may
};

/// `running`: in force, with what the API changed. `file`: as it was read last. `read`: as it is
/// now. Absence never grants: fewer cameras, tokens, masks or sections than `file` had need
/// `reload.allow_fewer`, and even then a server that needs tokens goes on needing them. Pure.
ReloadPlan plan_reload(const RunConfig& running, const RunConfig& file, const RunConfig& read);

/// What is in force after a change of cameras alone: `words` and the lists. Pure.
Change difference(const RunConfig& before, const RunConfig& after);

}  // namespace mien::serve
