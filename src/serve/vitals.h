#pragma once
/// \file Metrics of what can end badly.

#include <string>

namespace mien::serve {

struct Api;

/// Prometheus' text of the table in vitals.cpp, of the event log's counts and of the tokens' uses.
std::string vital_lines(const Api& api);

}  // namespace mien::serve
