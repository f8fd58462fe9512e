#pragma once
/// \file Which configurations see enough: recall of each view, within the time for it.

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tune/tune.h"

namespace mien::tune {

/// A view is what changes what is seen: detector, precision, width, which frames, the loop filter.
struct ViewsSeen {
  std::map<std::string, double> recall;
  std::map<std::string, std::string> failed;
  nlohmann::json reference;
};

/// Looks once at each view, those nearest to the first trial first, until `until` seconds of the
/// study have passed, and writes recall and `sees_enough` into the trials: what was not looked at
/// may not win. Throws Error(usage) where the reference sees no face, or nothing of what was looked
/// at sees enough (names the best).
ViewsSeen look_at_views(const TuneOptions& options, std::vector<Trial>& trials, TimeBudget& budget,
                        double until);

}  // namespace mien::tune
