#pragma once
/// \file Names that a question may hold.

#include <string>
#include <vector>

#include "mien/config.h"

#include "audience/store.h"

namespace mien::serve {

/// Throws Refusal(404) where the content or the camera of `filter` is neither configured nor in the
/// database; it names those that are configured.
void check_known(const audience::Filter& filter, const RunConfig& config, audience::Store& store);

/// "one of: cereal, soup"; of many the first ones.
std::string one_of(const std::vector<std::string>& names);

}  // namespace mien::serve
