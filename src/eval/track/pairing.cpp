#include "eval/track/pairing.h"

namespace mien::eval {

constexpr double kApart = 1000;  // dearer than any number of pairs that may be

const std::vector<std::optional<std::size_t>>& Pairing::pair(const std::vector<OwnBox>& truth,
                                                             const std::vector<OwnBox>& seen) {
  partners_.assign(truth.size(), std::nullopt);
  if (truth.empty() || seen.empty()) return partners_;
  costs_.clear();
  for (const OwnBox& one : truth) {
    for (const OwnBox& other : seen) {
      const double overlap = iou(one.box, other.box);
      costs_.push_back(overlap >= kLeastIou ? 1 - overlap : kApart);
    }
  }
  const auto columns = assigner_.solve(costs_, truth.size(), seen.size());
  for (std::size_t row = 0; row < truth.size(); ++row) {
    if (columns[row] == track::Assigner::kUnpaired) continue;
    const auto column = static_cast<std::size_t>(columns[row]);
    if (costs_[row * seen.size() + column] < kApart) partners_[row] = column;
  }
  return partners_;
}

}  // namespace mien::eval
