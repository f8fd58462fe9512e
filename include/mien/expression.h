#pragma once
/// \file From probabilities to an Expression, for classifiers of your own.

#include <array>

#include "mien/export.h"
#include "mien/types.h"

namespace mien {

/// Turns probabilities over `Emotion`'s order into an Expression: label of the largest (or
/// `unknown` with doubt low_confidence where it is below `min_confidence`, is no number, or all are
/// 0), valence and arousal (NaN where all are 0). Pure.
MIEN_API Expression expression_of(const std::array<float, kEmotions>& probabilities,
                                  double min_confidence = 0);

}  // namespace mien
