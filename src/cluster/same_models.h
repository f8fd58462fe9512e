#pragma once
/// \file All processes of a run search with the same models.

#include <string>

#include "cluster/wire.h"

namespace mien::cluster {

/// Throws Error(model), which names `who` and both models, where another process of the run loaded
/// other ones than this one: faces would depend on who searched.
void require_same_models(const wire::Ready& own, const wire::Ready& other, const std::string& who);

}  // namespace mien::cluster
