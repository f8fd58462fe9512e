#pragma once
/// \file What bench.json says, in sentences: every figure in them is one of the data's.

#include <string>
#include <vector>

#include "study/bench.h"
#include "study/ladder.h"

namespace mien::study {

/// "cnn-per-core is 41.3 times as fast as the baseline and finds …": the page's headline.
std::string finding_of(const Bench&, const std::vector<Rung>&);

/// Every change that led to the best configuration, one sentence or two each.
std::vector<std::string> changes_that_paid(const Bench&, const std::vector<Rung>&);

/// What was tried and brought nothing, with the reason as far as the data hold one.
std::vector<std::string> changes_that_did_not_pay(const Bench&, const std::vector<Rung>&);

/// A claim of the article beside what was measured here.
struct Claim {
  std::string claim, here;
};
std::vector<Claim> beside_the_article(const Bench&, const std::vector<Rung>&);

/// Figures as all sentences write them: three digits.
std::string three_digits(double value);
/// "1.93 ×"
std::string times(double ratio);
/// "97 %"
std::string percent(double share);

}  // namespace mien::study
