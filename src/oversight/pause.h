#pragma once
/// \file Somebody's hand on a camera.

#include <string>

#include "base/time.h"

namespace mien::oversight {

/// Who, why, since when.
struct Pause {
  std::string who, reason;
  WallTime since;
  bool figures_only = false;  ///< it runs; who is before it is in no figure and no tally
  bool operator==(const Pause&) const = default;
};

}  // namespace mien::oversight
