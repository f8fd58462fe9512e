#pragma once
/// \file Somebody's hand on a camera.

#include <string>
#include <string_view>

#include "base/time.h"

namespace mien::oversight {

/// Who, why, since when.
struct Pause {
  std::string who, reason;
  WallTime since;
  bool figures_only = false;  ///< the camera runs, but counts nobody in front of it
  bool operator==(const Pause&) const = default;
};

/// Behind `who` of a pause that a fleet's topic has, as pages show it (fleet/pause_hand_over.h).
inline constexpr std::string_view kOfTheFleet = " (for the fleet)";

/// A name that a person gives, copied from a page perhaps: it does not say whose the pause is.
inline std::string name_given(std::string who) {
  while (who.ends_with(kOfTheFleet)) who.resize(who.size() - kOfTheFleet.size());
  return who;
}

}  // namespace mien::oversight
