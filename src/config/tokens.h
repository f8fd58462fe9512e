#pragma once
/// \file The tokens of a configuration, whichever way they are written.

#include <vector>

#include "mien/config.h"

namespace mien::config {

/// Those by name, and before them the three that have a key of their own: they are called "admin",
/// "read" and "rate". Pure.
std::vector<TokenConfig> tokens_of(const ServerConfig& server);

/// Does nobody need a token to read and rate? Pure.
bool without_tokens(const ServerConfig& server);

}  // namespace mien::config
