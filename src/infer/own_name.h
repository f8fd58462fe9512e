#pragma once
/// \file What a model of one's own may be called.

#include <string>
#include <vector>

#include "infer/models.h"

namespace mien::infer {

/// Throws Error(usage) at `where` unless `name` can be a model's, means nothing yet, and is none of
/// `there`: a name that means something already would be two models.
void require_free_name(const std::string& where, const std::string& name,
                       const std::vector<ModelEntry>& there);

}  // namespace mien::infer
