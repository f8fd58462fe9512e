#include "chain/coverage.h"

#include <algorithm>

#include <fmt/format.h>

namespace mien::chain {

namespace {

constexpr double kUnseen_s = 0.5;  ///< less is missing between segments that follow one another
constexpr std::size_t kMostNamed = 20;

}  // namespace

void Coverage::add(double begin_s, double end_s) {
  if (end_s > begin_s) stretches_.emplace_back(begin_s, end_s);
}

std::vector<Coverage::Stretch> Coverage::joined(double gap_s) const {
  auto sorted = stretches_;
  std::ranges::sort(sorted);
  std::vector<Stretch> joined;
  for (const auto& one : sorted) {
    if (!joined.empty() && one.first < joined.back().second + gap_s)
      joined.back().second = std::max(joined.back().second, one.second);
    else
      joined.push_back(one);
  }
  return joined;
}

double Coverage::seconds() const {
  double sum = 0;
  for (const auto& [begin, end] : joined(0)) sum += end - begin;
  return sum;
}

std::string Coverage::in_words(double whole_s) const {
  if (stretches_.empty() || seconds() > whole_s - kUnseen_s) return {};
  const auto parts = joined(kUnseen_s);
  std::string words = fmt::format("interrupted: analysed {:.1f} s of {:.1f} s", seconds(), whole_s);
  for (std::size_t i = 0; i < std::min(parts.size(), kMostNamed); ++i)
    words += fmt::format("{} from {:.1f} to {:.1f} s",
                         i == 0                  ? ","
                         : i + 1 == parts.size() ? " and"
                                                 : ",",
                         parts[i].first, parts[i].second);
  return parts.size() > kMostNamed ? words + ", and more" : words;
}

}  // namespace mien::chain
