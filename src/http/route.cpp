#include "http/route.h"

#include <algorithm>
#include <optional>

namespace mien::http {

namespace {

std::optional<Parameters> fit(std::string_view pattern, const std::vector<std::string>& segments) {
  Parameters values;
  std::size_t next = 0;
  pattern.remove_prefix(1);
  while (!pattern.empty()) {
    const std::size_t slash = std::min(pattern.find('/'), pattern.size());
    std::string_view part = pattern.substr(0, slash);
    pattern.remove_prefix(std::min(slash + 1, pattern.size()));
    if (next == segments.size()) return std::nullopt;
    if (!part.starts_with('{')) {
      if (segments[next++] != part) return std::nullopt;
      continue;
    }
    part = part.substr(1, part.size() - 2);
    if (!part.ends_with("...")) {
      values.emplace(part, segments[next++]);
      continue;
    }
    std::string rest = segments[next++];
    while (next < segments.size()) rest += "/" + segments[next++];
    values.emplace(part.substr(0, part.size() - 3), rest);
  }
  if (next < segments.size()) return std::nullopt;
  return values;
}

}  // namespace

Match match(std::span<const Route> routes, Method method,
            const std::vector<std::string>& segments) {
  Match result;
  for (const Route& route : routes) {
    auto values = fit(route.pattern, segments);
    if (!values) continue;
    if (route.method == method) return {&route, std::move(*values), {}};
    if (!result.allow.empty()) result.allow += ", ";
    result.allow += name_of(route.method);
    if (route.method == Method::get) result.allow += ", HEAD";
  }
  return result;
}

}  // namespace mien::http
