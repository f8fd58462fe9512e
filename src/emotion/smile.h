#pragma once
/// \file Nothing but smile or no smile.

#include <memory>

#include "mien/stages.h"

namespace mien::emotion {

/// What `read` says of a smile and nothing else: `happiness` is smile, `neutral` is no smile, no
/// other class has a probability, valence and arousal are NaN (not computed). What is `unknown`
/// stays so, without probabilities. Pure.
Expression smile_of(const Expression& read);

/// `inner`, of whose estimates nothing but `smile_of` leaves.
std::unique_ptr<Classifier> smile_only(std::unique_ptr<Classifier> inner);

}  // namespace mien::emotion
