#pragma once
/// \file JSON of the answers: keys in the order in which they are written.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace mien {

using Json = nlohmann::ordered_json;

/// Compact; bytes that are no UTF-8 become U+FFFD.
std::string text_of(const Json& value);

/// What a client sent; discarded (no object, no list) where it is no JSON or nested deeper than any
/// body of the API (writing it out again would go as deep on the stack) or has an object of more
/// keys (reading it would take their number squared), or one that gives a key twice: of two values
/// none is the sender's word. `doubled`, where it is given, becomes that key. Throws nothing.
Json parse_json(const std::string& text, std::string* doubled = nullptr);

/// `null` where there is none.
template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

}  // namespace mien
