#pragma once
/// \file One row of the bench: an approach with its detector, from survey to result.

#include <optional>

#include "bench/bench.h"

namespace mien::bench {

struct BenchRow {
  Series timed;  ///< the interleaved repeats
  bool tracked = false;
  bool over_mpi = false;
  std::optional<Measurement> survey;  ///< the warm-up: a first pass whose faces were kept
  std::optional<Seen> seen;
  std::optional<Recall> recall;
  std::optional<Measurement> profiled;
  std::optional<bool> equal;  ///< to the first row of the same detector and settings
  std::string note;
};

BenchRow make_row(const Job& job);

/// Warm-up, and a look at what the approach sees, of about `seconds` (as long as is of use where
/// that is infinite). What gives nothing in twice the time is ended: others want theirs.
void survey(BenchRow& row, const BenchOptions& options, double seconds, TimeBudget& budget);

/// Recall of every row, on the frames of the reference that all of them saw: nobody's is measured
/// on easier ones. Returns the faces of the reference in these frames.
std::int64_t measure_recall(std::vector<BenchRow>& rows, const Reference& reference);

/// Notes where approaches of one detector and setting do not see the same faces.
void compare_faces(std::vector<BenchRow>& rows);

/// The contract's object. `baseline`: null where it was not measured.
nlohmann::json row_json(const BenchRow& row, const Series* baseline);

}  // namespace mien::bench
