#include "track/smoothing.h"

#include <algorithm>
#include <cmath>

namespace mien::track {
namespace {

constexpr double kLeastWeight = 0.01;
/// A trace so faint that it is forgotten, before it underflows.
constexpr double kFaintest = 1e-12;

/// NaN: the least.
double at_least(double weight) { return weight > kLeastWeight ? weight : kLeastWeight; }

/// NaN, which is "not computed", stays; so does the mean of those with it.
float finite_or_none(float value) { return std::isinf(value) ? 0 : value; }

}  // namespace

bool is_readable(const Expression& expression) {
  if (expression.doubt != Doubt::none && expression.doubt != Doubt::low_confidence) return false;
  float sum = 0;
  for (const float probability : expression.probabilities) {
    if (!(probability >= 0 && probability <= 1)) return false;  // NaN too
    sum += probability;
  }
  return sum > 0;
}

double weight_of(const Quality& quality) { return std::min<double>(at_least(quality.overall), 1); }

void ExpressionMean::fade(double factor) {
  weight_ *= factor;
  if (weight_ < kFaintest) {
    *this = {};
    return;
  }
  for (double& probability : probabilities_) probability *= factor;
  valence_ *= factor;
  arousal_ *= factor;
}

void ExpressionMean::add(const Expression& expression, double weight) {
  weight = at_least(weight);
  for (std::size_t i = 0; i < kEmotions; ++i) {
    probabilities_[i] += weight * expression.probabilities[i];
  }
  valence_ += weight * finite_or_none(expression.valence);
  arousal_ += weight * finite_or_none(expression.arousal);
  weight_ += weight;
}

Expression ExpressionMean::mean(double min_confidence) const {
  Expression expression;
  for (std::size_t i = 0; i < kEmotions; ++i) {
    expression.probabilities[i] = static_cast<float>(probabilities_[i] / weight_);
  }
  expression.valence = static_cast<float>(valence_ / weight_);
  expression.arousal = static_cast<float>(arousal_ / weight_);
  const auto& values = expression.probabilities;
  const auto largest = std::max_element(values.begin(), values.end());
  expression.confidence = *largest;
  const bool sure = static_cast<double>(*largest) >= min_confidence;
  expression.label = sure ? static_cast<Emotion>(largest - values.begin()) : Emotion::unknown;
  expression.doubt = sure ? Doubt::none : Doubt::low_confidence;
  return expression;
}

std::size_t ExpressionMean::likeliest() const {
  return static_cast<std::size_t>(std::ranges::max_element(probabilities_) -
                                  probabilities_.begin());
}

double ExpressionMean::lead_over(const ExpressionMean& other) const {
  return (probabilities_[likeliest()] - probabilities_[other.likeliest()]) / weight_;
}

}  // namespace mien::track
