#pragma once
/// \file What the labels of FER2013 and FER+ mean.

#include <array>
#include <optional>

#include "mien/types.h"

namespace mien::eval {

inline constexpr std::size_t kFerPlusVotes = 10;
/// Ten annotators' votes for the eight expressions in the order of `Emotion`, then for "unknown"
/// and for "not a face".
using FerPlusVotes = std::array<int, kFerPlusVotes>;

/// What the votes come to; `label` is set where `kind` is expression.
struct Majority {
  enum class Kind { expression, unknown, not_a_face, none };
  Kind kind = Kind::none;
  std::optional<Emotion> label;
};

/// FER+'s majority rule: single votes are dropped as slips, then what has more than half of those
/// that remain is the label; nothing has: none. Source: Barsoum et al. 2016, "Training Deep
/// Networks for Facial Expression Recognition with Crowd-Sourced Label Distribution", and the code
/// that they published with it.
Majority majority_of(const FerPlusVotes& votes);

/// FER2013's label 0..6: anger, disgust, fear, happiness, sadness, surprise, neutral.
std::optional<Emotion> fer2013_label(int number);

}  // namespace mien::eval
