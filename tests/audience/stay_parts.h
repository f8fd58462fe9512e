#pragma once
/// \file Stays that logs of what was shown cut into parts, and what sums over parts give away.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "leak_search.h"

namespace mien::audience {

/// A stay as a row of `exposures`: a stretch of somebody's sight.
struct Part {
  std::int64_t sight = 0, start = 0, end = 0;
  bool posed = false, valued = false, changed = false, reacted = false;
  std::int64_t dwell_cs = 0, valence = 0;
  int label = 0;  ///< everybody shows one
  bool first = false;
};

/// A published number as the sum of parts.
struct Told {
  std::vector<Part> parts;
  std::int64_t sign = 1;
};

/// Times add up: a stay is known once its pieces are. The unknowns are the shortest pieces.
inline std::string find_in_times(const std::vector<Told>& all, int least) {
  std::map<std::int64_t, std::set<std::int64_t>> begins;
  for (const Told& one : all)
    for (const Part& part : one.parts) begins[part.sight].insert(part.start);
  LeakSearch search;
  for (const Told& one : all) {
    std::set<LeakSearch::Unknown> sum;
    for (const Part& part : one.parts) {
      int piece = 0;
      for (const std::int64_t begin : begins[part.sight]) {
        if (begin >= part.start && begin <= part.end) sum.insert({part.sight, piece});
        ++piece;
      }
    }
    search.told(sum, one.sign);
  }
  return search.find(least);
}

/// Means of pieces do not: each piece is an unknown of its own.
inline std::string find_in(const std::vector<Told>& all, int least) {
  std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, int> pieces;
  LeakSearch search;
  for (const Told& one : all) {
    std::set<LeakSearch::Unknown> sum;
    for (const Part& part : one.parts)
      sum.insert(
          {part.sight,
           pieces.try_emplace({part.sight, part.start, part.end}, static_cast<int>(pieces.size()))
               .first->second});
    search.told(sum, one.sign);
  }
  return search.find(least);
}

}  // namespace mien::audience
