#include <algorithm>
#include <cmath>

#include "emotion/expression.h"

namespace mien::emotion {
namespace {

/// Where the classes lie on the plane of valence (unpleasant … pleasant) and arousal (calm …
/// excited), in the order of `Emotion`.
///
/// Source: the mean ratings of "happy", "surprised", "sad", "angry", "disgusted" and "fearful" in
/// Russell & Mehrabian 1977, "Evidence for a three-factor theory of emotions", Journal of Research
/// in Personality 11, as secondary sources quote them (pleasure and arousal; dominance is left
/// out). Neutral is the origin by definition. For contempt we found no rating that we could check:
/// it is placed halfway between anger and disgust, which it is usually described as.
///
/// Approximate by nature: students' ratings of English *words*, not measurements of faces; one
/// point stands for a whole class, so a surprise is slightly pleasant here even where it was not.
/// Good for trends within one camera, not as absolute values.
constexpr std::array<Affect, kEmotions> kPositions{{
    {0.00f, 0.00f},    // neutral
    {0.81f, 0.51f},    // happiness
    {0.40f, 0.67f},    // surprise
    {-0.63f, -0.27f},  // sadness
    {-0.51f, 0.59f},   // anger
    {-0.60f, 0.35f},   // disgust
    {-0.64f, 0.60f},   // fear
    {-0.555f, 0.47f},  // contempt
}};

}  // namespace

Affect affect_of(const std::array<float, kEmotions>& probabilities) {
  Affect affect{0, 0};
  for (std::size_t i = 0; i < kEmotions; ++i) {
    if (!(probabilities[i] > 0)) continue;  // NaN too
    affect.valence += probabilities[i] * kPositions[i].valence;
    affect.arousal += probabilities[i] * kPositions[i].arousal;
  }
  return {std::clamp(affect.valence, -1.0f, 1.0f), std::clamp(affect.arousal, -1.0f, 1.0f)};
}

}  // namespace mien::emotion
