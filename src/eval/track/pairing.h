#pragma once
/// \file Which box of the truth goes with which box of a run.

#include <cstdint>
#include <optional>
#include <vector>

#include "eval/track/rectangle.h"
#include "track/assignment.h"

namespace mien::eval {

inline constexpr double kLeastIou = 0.5;

/// A box of one frame and whose it is.
struct OwnBox {
  std::int64_t owner = 0;
  Rectangle box;
};

/// Pairs as many boxes as can be paired with an IoU of `kLeastIou` or more, and of all such
/// pairings takes the one whose IoUs sum to most. Keeps its work space.
class Pairing {
 public:
  /// Of each box of `truth`, the place of its partner in `seen`, or nothing. Valid until the next
  /// call.
  const std::vector<std::optional<std::size_t>>& pair(const std::vector<OwnBox>& truth,
                                                      const std::vector<OwnBox>& seen);

 private:
  track::Assigner assigner_;
  std::vector<double> costs_;
  std::vector<std::optional<std::size_t>> partners_;
};

}  // namespace mien::eval
