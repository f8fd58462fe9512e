#pragma once
/// \file What a run said of faces (zone, content, expression), judged by the truth.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "eval/track/result.h"
#include "eval/track/tally.h"
#include "eval/track/truth.h"

namespace mien::eval {

/// Fed with sights whose person is known, in the order of frames. The truth must outlive it.
class Answers {
 public:
  explicit Answers(const TrackTruth& truth) : truth_(truth) {}

  void judge(std::int64_t frame, std::int64_t person, const TruthSight& sight, TrackTally& tally);
  /// Errors and delays of expressions: both need to know when the first right label came.
  void finish(TrackTally& tally) const;

 private:
  /// A sight with a label within one stretch of one expression.
  struct Labelled {
    std::int64_t frame = 0;
    bool right = false;
  };
  void judge_expression(std::int64_t frame, std::int64_t person, const TruthSight& sight,
                        TrackTally& tally);

  const TrackTruth& truth_;
  std::map<std::pair<std::int64_t, std::size_t>, std::vector<Labelled>>
      labelled_;  ///< by person and stretch
};

}  // namespace mien::eval
