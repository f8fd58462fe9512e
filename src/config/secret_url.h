#pragma once
/// \file Where a secret may be sent.

#include <string_view>

namespace mien::config {

/// https://…, or http:// to this machine alone (localhost, 127.0.0.1, [::1], any port). Pure.
bool may_carry_secrets(std::string_view url);

}  // namespace mien::config
