#pragma once
/// \file The way from the baseline to the best approach, one change after the other.

#include <string>
#include <vector>

#include "study/bench.h"

namespace mien::study {

/// One rung: an approach that is faster than every rung before it.
struct Rung {
  std::size_t result = 0;  ///< into Bench::results
  double gain = 1;         ///< over the rung before; 1 for the baseline
};

/// The baseline first, the best last. Approaches stand in the order in which the article tried them
/// (source build, parallel, CNN, tracking), each with its best setting; one becomes a rung where it
/// is at least 2 % faster than the rung before and finds no fewer faces than the baseline. The
/// product of all gains is the best's speed-up. Empty without a baseline.
std::vector<Rung> ladder_of(const Bench&);

/// What an approach does, in a few words; empty for one that this page does not know.
std::string approach_in_words(const std::string& approach);

/// Where an approach stands in the order of the ladder.
int place_of(const BenchResult&);

/// What differs between two results: "dlib generic → avx2, 1 → 2 workers"; empty where nothing
/// does.
std::string difference_of(const BenchResult& from, const BenchResult& to);

/// The page's data.
json ladder_json(const Bench&, const std::vector<Rung>&);

}  // namespace mien::study
