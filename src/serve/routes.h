#pragma once
/// \file The one table of what the server answers.

#include <span>

#include "http/route.h"

namespace mien::serve {

/// In the order of the documentation (src/serve/openapi.json; a test compares them).
std::span<const http::Route> routes();

}  // namespace mien::serve
