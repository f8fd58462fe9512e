#pragma once
/// \file One winner throughout: where bench, tune and profile name different ones, why.

#include "study/files.h"

namespace mien::study {

/// Sentences on the page's head: that tune ends at bench's winner or why not, and that the snapshot
/// shows the winner or how to take one that does. Empty where only one of them is there. `bench`,
/// `tune`, `after`: of the page; null where they were not given. Pure.
json agreement_json(const json& bench, const json& tune, const json& after);

}  // namespace mien::study
