#pragma once
/// \file What may be said of a group of stays.

#include <array>
#include <cstdint>
#include <optional>

#include "mien/figures.h"

#include "cells/sums.h"

namespace mien::audience {

/// Of published sums: what is not in them is not told. Each figure is of those stays alone that
/// have it. A label's share is of the time in which it was told apart, and left out where that is
/// much less than all (kMostHidden).
Figures figures_of(const Sums& sums);
inline constexpr double kMostHidden = 0.05;

}  // namespace mien::audience
