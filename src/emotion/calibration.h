#pragma once
/// \file Temperature scaling: raw network outputs → probabilities that can be believed.

#include <span>

namespace mien::emotion {

/// Replaces `values` by softmax(values / T) where they are `logits`, by softmax(log values / T)
/// where they are probabilities already; with T = 1 the latter only normalises.
///
/// Stable for any magnitude. The result is always a distribution (every value in 0..1, sum 1): a
/// NaN counts as impossible, +infinity as certain, and where nothing speaks for any class the
/// result is uniform. Requires `temperature` > 0 and finite. Pure apart from `values`, no
/// allocation.
///
/// Source: Guo et al. 2017, "On Calibration of Modern Neural Networks". T > 1 tempers a network
/// that is too sure of itself; the order of the classes, and so the label, never changes.
void calibrate(std::span<float> values, bool logits, double temperature);

}  // namespace mien::emotion
