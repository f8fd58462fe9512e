#include "mien/expression.h"

#include <algorithm>
#include <limits>

#include "emotion/expression.h"

namespace mien {

Expression expression_of(const std::array<float, kEmotions>& probabilities, double min_confidence) {
  Expression expression;
  expression.probabilities = probabilities;
  expression.valence = expression.arousal = std::numeric_limits<float>::quiet_NaN();
  const auto largest = std::max_element(probabilities.begin(), probabilities.end());
  // The negated comparison also catches NaN; with no probability at all (no classifier ran) nothing
  // is claimed.
  const bool sure = *largest > 0 && !(static_cast<double>(*largest) < min_confidence);
  if (*largest > 0) {
    const auto [valence, arousal] = emotion::affect_of(probabilities);
    expression.valence = valence;
    expression.arousal = arousal;
    expression.confidence = *largest;
  }
  expression.label =
      sure ? static_cast<Emotion>(largest - probabilities.begin()) : Emotion::unknown;
  expression.doubt = sure ? Doubt::none : Doubt::low_confidence;
  return expression;
}

}  // namespace mien
