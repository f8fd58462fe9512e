#pragma once
/// \file Which content pleases more than the others, and is it luck?

#include <span>
#include <string>
#include <vector>

#include "cells/guarded.h"
#include "statistics/statistics.h"

namespace mien::audience {

/// What one content got: valences of stays, or ratings.
struct ContentValues {
  std::string content;
  ValueSums sums;
};

/// Best mean first; contents of which nothing is told last, by name, without figures and left out
/// of the comparisons. Intervals and tests are those of n, sum and sum of squares. Pure.
std::vector<Ranked> rank(std::span<const ContentValues> contents, double confidence = 0.95);

}  // namespace mien::audience
