#pragma once
/// \file Which output of a network is which expression.

#include <array>
#include <span>
#include <string>
#include <vector>

#include "mien/types.h"

namespace mien::emotion {

/// Maps a network's outputs, in the order of the manifest's `classes`, to the order of `Emotion`.
///
/// Expressions that a model does not know keep probability 0. The names "unknown" and "not-a-face"
/// (FER+ has both) are no expressions: what a model gives them is spread evenly over the
/// expressions it knows, so that the distribution flattens and the confidence falls; where one of
/// them leads, the label is `unknown`.
class ClassMap {
 public:
  /// Throws Error(model) where `classes` is empty, repeats a name, knows another name or has no
  /// expression.
  ClassMap(const std::string& model, std::span<const std::string> classes);

  /// Number of outputs that the network must have.
  std::size_t outputs() const { return targets_.size(); }

  /// Calibrated outputs (a distribution of size `outputs()`) → Expression. Pure, no allocation.
  Expression expression_of(std::span<const float> outputs, double min_confidence) const;

 private:
  std::vector<Emotion> targets_;  ///< per output; `unknown` for the names that are no expressions
  std::size_t known_ = 0;         ///< outputs that are expressions
};

}  // namespace mien::emotion
