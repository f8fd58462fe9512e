#include "base/histogram.h"

#include <algorithm>
#include <cmath>

namespace mien {

namespace {
constexpr double kSmallestMs = 1e-3;
const double kLogStep = std::log(1.05);
}  // namespace

void Histogram::add(double ms) {
  const double position = ms <= kSmallestMs ? 0 : std::log(ms / kSmallestMs) / kLogStep;
  const auto last = static_cast<double>(buckets_.size() - 1);
  ++buckets_[static_cast<std::size_t>(std::min(position, last))];
  ++count_;
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
}

double Histogram::percentile(double share) const {
  if (count_ == 0) return 0;
  constexpr double kRounding = 1e-9;  // 0.95 × 20 is 19
  const double rank = std::max(1.0, std::ceil(share * static_cast<double>(count_) - kRounding));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (static_cast<double>(seen) >= rank)
      return kSmallestMs * std::exp((static_cast<double>(i) + 0.5) * kLogStep);
  }
  return 0;
}

}  // namespace mien
