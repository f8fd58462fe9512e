#pragma once
/// \file What play logs say of screens.

#include <cstdint>
#include <string>
#include <vector>

#include "stays/placing.h"

namespace mien::audience {

/// A line of a play log.
struct PlayLine {
  Played played;
  std::string screen;  ///< as the log names it
  WallTime told;       ///< the begin as the log has it, on the player's clock
};

struct PlaysAdded {
  std::int64_t added = 0, known = 0;  ///< lines; one that has another end or clock now is added
  std::int64_t placed = 0;            ///< stays that were placed anew
  std::int64_t uncut = 0;  ///< of them: across a change, their course not known: left as they were
  std::vector<std::string> unseen;  ///< cameras of the log that have no stay in the file
};

}  // namespace mien::audience
