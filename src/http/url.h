#pragma once
/// \file What a request's target says.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.h"

namespace mien::http {

struct Target {
  std::vector<std::string> segments;  ///< of the path, each decoded once; "/" has none
  Parameters query;
};

/// Splits, then decodes. nullopt, with words in `problem`, where a part is no UTF-8, holds a
/// control character or a broken "%", a segment is "." or "..", the path holds an empty segment, or
/// a key of the query comes twice. Pure.
std::optional<Target> parse_target(std::string_view target, std::string& problem);

/// "%41" → "A"; nullopt where it is broken. `plus`: "+" is a blank, as in forms.
std::optional<std::string> percent_decode(std::string_view text, bool plus);
/// All but letters, digits and "-._~" as "%XX".
std::string percent_encode(std::string_view text);

/// "shop.example:8642" → "shop.example"; "[::1]:8642" → "::1"; empty where it is no host.
std::string host_name(std::string_view host);
/// A name or an address of this machine alone: localhost, 127.0.0.0/8, ::1.
bool is_loopback(std::string_view host_name);

}  // namespace mien::http
