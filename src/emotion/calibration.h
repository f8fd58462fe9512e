#pragma once
/// \file Bias and temperature: raw network outputs → probabilities that can be believed.

#include <span>

namespace mien::emotion {

/// Replaces `values` by softmax((values + bias) / T) where they are `logits`, by
/// softmax((log values + bias) / T) where they are probabilities already; with T = 1 and no bias
/// the latter only normalises.
///
/// Stable for any magnitude. The result is always a distribution (every value in 0..1, sum 1): a
/// NaN counts as impossible, +infinity as certain, and where nothing speaks for any class the
/// result is uniform. Requires `temperature` > 0 and finite, `bias` empty or finite and of the size
/// of `values`. Pure apart from `values`, no allocation.
///
/// Source: Guo et al. 2017, "On Calibration of Modern Neural Networks". T > 1 tempers a network
/// that is too sure of itself; it never changes the order of the classes. The bias does: it gives
/// rare classes, which a network learns to avoid, the odds that their recall needs.
void calibrate(std::span<float> values, bool logits, double temperature,
               std::span<const float> bias = {});

}  // namespace mien::emotion
