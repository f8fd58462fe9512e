#pragma once
/// \file What a request asks for, checked. All throw Refusal(422).

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "audience/store.h"
#include "http/http.h"

namespace mien::serve {

/// Every key of the query is one of `known`; a slip is answered with the nearest.
void check_query(const http::Request& request, std::initializer_list<std::string_view> known);

/// `from` and `to` (RFC 3339 or seconds since 1970), `camera`, `content`, those that the query has.
audience::Filter filter_of(const http::Request& request);
/// `span`: hour, part, day or week.
audience::Span span_of(const http::Request& request, audience::Span otherwise);
/// A whole number within [low, high].
int number_of(const http::Request& request, std::string_view key, int low, int high, int otherwise);

[[noreturn]] void refuse_value(std::string_view where, const std::string& what,
                               const std::string& remedy);

}  // namespace mien::serve
