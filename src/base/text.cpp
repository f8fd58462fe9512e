#include "base/text.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

namespace mien {

namespace {

// Levenshtein's distance, one row at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  if (auto near = nearest(word, candidates)) return fmt::format("did you mean '{}'?", *near);
  return fmt::format("one of: {}", fmt::join(candidates, ", "));
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  if (count == 1) return fmt::format("1 {}", one);
  return many.empty() ? fmt::format("{} {}s", count, one) : fmt::format("{} {}", count, many);
}

std::string fill_template(std::string_view page,
                          std::span<const std::pair<std::string_view, std::string_view>> parts) {
  std::string text;
  for (;;) {
    const std::size_t begin = page.find("{{"), end = page.find("}}", begin);
    text += page.substr(0, begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return text;
    const std::string_view name = page.substr(begin + 2, end - begin - 2);
    const auto found = std::ranges::find(parts, name, [](const auto& part) { return part.first; });
    if (found == parts.end()) {
      throw Error(ErrorKind::internal, "a page", "names an unknown part: " + std::string(name));
    }
    text += found->second;
    page.remove_prefix(end + 2);
  }
}

}  // namespace mien
