#pragma once
/// \file A text among what another program sent.

#include <string>

#include "base/json.h"

namespace mien::fleet {

/// Empty: there is none of that name, or it is no text.
inline std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace mien::fleet
