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

double Coverage::seconds() const {
  double sum = 0;
  for (const auto& [begin, end] : stretches_) sum += end - begin;
  return sum;
}

std::string Coverage::in_words(double whole_s) const {
  if (stretches_.empty() || seconds() > whole_s - kUnseen_s) return {};
  auto sorted = stretches_;
  std::ranges::sort(sorted);
  decltype(sorted) joined;
  for (const auto& one : sorted) {
    if (!joined.empty() && one.first < joined.back().second + kUnseen_s)
      joined.back().second = one.second;
    else
      joined.push_back(one);
  }
  std::string words =
      fmt::format("interrupted: analysed are {:.1f} s of {:.1f} s", seconds(), whole_s);
  for (std::size_t i = 0; i < std::min(joined.size(), kMostNamed); ++i)
    words += fmt::format("{} from {:.1f} to {:.1f} s",
                         i == 0                   ? ","
                         : i + 1 == joined.size() ? " and"
                                                  : ",",
                         joined[i].first, joined[i].second);
  return joined.size() > kMostNamed ? words + ", and more" : words;
}

}  // namespace mien::chain
