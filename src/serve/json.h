#pragma once
/// \file JSON of the answers: keys in the order in which they are written.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace mien::serve {

using Json = nlohmann::ordered_json;

/// Compact; bytes that are no UTF-8 become U+FFFD.
std::string text_of(const Json& value);

/// `null` where there is none.
template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

}  // namespace mien::serve
