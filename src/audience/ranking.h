#pragma once
/// \file Which content pleases more than the others, and is it luck?

#include <span>
#include <string>
#include <vector>

#include "audience/guarded.h"
#include "base/statistics.h"

namespace mien::audience {

/// What one content got: valences of exposures, or ratings. Of very many the sums alone are enough.
struct ContentValues {
  std::string content;
  std::vector<double> values;
  std::int64_t people = 0;  ///< whose they are
  ValueSums sums = {};      ///< used where there are no `values`
};

/// Best mean first; contents below the minimum audience last, by name, without figures and left out
/// of the comparisons. Where values are missing, normal limits take the place of resampling. Pure.
std::vector<Ranked> rank(std::span<const ContentValues> contents, int min_audience,
                         const Resampling& options = {});

}  // namespace mien::audience
