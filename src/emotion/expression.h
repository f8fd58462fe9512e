#pragma once
/// \file What probabilities say of valence and arousal (mien/expression.h: of all else).

#include <array>

#include "mien/types.h"

namespace mien::emotion {

/// Valence and arousal, −1..1: expectation of the circumplex positions of the classes under
/// `probabilities`. Source of the positions: see circumplex.cpp.
struct Affect {
  float valence, arousal;
};
Affect affect_of(const std::array<float, kEmotions>& probabilities);

}  // namespace mien::emotion
