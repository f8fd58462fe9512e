#pragma once
/// \file From a network's numbers to an Expression.

#include <span>

#include "mien/types.h"

namespace mien::emotion {

/// Turns probabilities over `Emotion`'s order into an Expression: label of the largest (or
/// `unknown` with doubt low_confidence where it is below `min_confidence`), valence and arousal.
/// Pure.
Expression express(const std::array<float, kEmotions>& probabilities, double min_confidence);

/// Valence and arousal, −1..1: expectation of the circumplex positions of the classes under
/// `probabilities`. Source of the positions: see circumplex.cpp.
struct Affect {
  float valence, arousal;
};
Affect affect_of(const std::array<float, kEmotions>& probabilities);

}  // namespace mien::emotion
