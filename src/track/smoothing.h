#pragma once
/// \file Expressions over time.

#include <array>

#include "mien/types.h"

namespace mien::track {

/// Whether an expression was measured at all: its probabilities are some, and finite, and the face
/// was fit to be read (low confidence alone does not speak against that).
bool is_readable(const Expression&);

/// What a sight of this quality weighs: 0.01..1.
double weight_of(const Quality&);

/// Weighted mean of expressions; old ones may fade. Fixed size, no allocation.
class ExpressionMean {
 public:
  /// Multiplies the weight of all that was added by `factor`, 0..1.
  void fade(double factor);
  /// Adds a readable expression. The least weight is a hundredth, so that a face of quality 0
  /// counts where there is no better one.
  void add(const Expression& expression, double weight);
  bool empty() const { return weight_ <= 0; }
  /// The mean: label of the largest probability, or `unknown` (low_confidence) where that is below
  /// `min_confidence`. Requires !empty().
  Expression mean(double min_confidence) const;
  /// By how much this one's likeliest class is likelier in it than the likeliest of `other`. 0
  /// where both have the same. Requires neither to be empty.
  double lead_over(const ExpressionMean& other) const;

 private:
  std::size_t likeliest() const;

  std::array<double, kEmotions> probabilities_{};
  double valence_ = 0, arousal_ = 0;
  double weight_ = 0;
};

}  // namespace mien::track
