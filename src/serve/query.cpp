#include "serve/query.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "base/to_number.h"

namespace mien::serve {

using audience::Filter;
using audience::Span;

void refuse_value(std::string_view where, const std::string& what, const std::string& remedy) {
  throw http::Refusal{422, std::string(where), what, remedy};
}

void check_query(const http::Request& request, std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : request.query) {
    if (std::ranges::find(known, std::string_view(key)) != known.end()) continue;
    const std::vector<std::string> names(known.begin(), known.end());
    refuse_value("query", "'" + key + "' is not a parameter of this route",
                 names.empty() ? "leave it out" : did_you_mean(key, names));
  }
}

Filter filter_of(const http::Request& request) {
  Filter filter{.camera = request.query_or_empty("camera"),
                .content = request.query_or_empty("content")};
  const auto time = [&](std::string_view key, WallTime& into) {
    const std::string& text = request.query_or_empty(key);
    if (text.empty()) return;
    const ParsedTime parsed = parse_time(text);
    if (!parsed.time) refuse_value(key, parsed.problem, "write it as 2026-11-03T09:15:00Z");
    into = *parsed.time;
  };
  time("from", filter.from);
  time("to", filter.to);
  if (filter.from >= filter.to)
    refuse_value("from", "is not before 'to'", "swap them, or leave one out");
  return filter;
}

Span span_of(const http::Request& request, Span otherwise) {
  const std::string& text = request.query_or_empty("span");
  if (text.empty()) return otherwise;
  for (int level = 0; level < audience::kLevels; ++level)
    if (text == name_of(static_cast<Span>(level))) return static_cast<Span>(level);
  refuse_value("span", "'" + text + "' is not an allowed value",
               "one of: hour, part (a quarter of a day), day, week; the live tallies show minutes");
}

int number_of(const http::Request& request, std::string_view key, int low, int high,
              int otherwise) {
  const std::string& text = request.query_or_empty(key);
  if (text.empty()) return otherwise;
  const auto value = to_number<int>(text);
  if (!value || *value < low || *value > high)
    refuse_value(key, "'" + text + "' is not a whole number in the allowed range",
                 fmt::format("{} to {}", low, high));
  return *value;
}

}  // namespace mien::serve
