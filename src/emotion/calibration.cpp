#include "emotion/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mien::emotion {
namespace {

constexpr float kImpossible = -std::numeric_limits<float>::infinity();

/// A logit, or a probability's logarithm, with everything unusable turned into "impossible".
float logit_of(float value, bool is_logit) {
  if (std::isnan(value)) return kImpossible;
  if (is_logit) return std::min(value, std::numeric_limits<float>::max());
  if (value <= 0) return kImpossible;
  return std::log(std::min(value, std::numeric_limits<float>::max()));
}

}  // namespace

void calibrate(std::span<float> values, bool logits, double temperature,
               std::span<const float> bias) {
  if (values.empty()) return;
  float largest = kImpossible;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = logit_of(values[i], logits);
    if (!bias.empty()) values[i] = logit_of(values[i] + bias[i], true);
    largest = std::max(largest, values[i]);
  }
  double sum = 0;
  for (float& value : values) {
    // The largest is subtracted first: exp() then stays within 0..1, and ∞ − ∞ is never formed.
    const double distance = value == kImpossible ? -std::numeric_limits<double>::infinity()
                                                 : static_cast<double>(value) - largest;
    value = static_cast<float>(std::exp(distance / temperature));
    sum += value;
  }
  if (sum <= 0) {
    std::fill(values.begin(), values.end(), 1.0f / static_cast<float>(values.size()));
    return;
  }
  for (float& value : values) value = static_cast<float>(value / sum);
}

}  // namespace mien::emotion
