#pragma once
/// \file Figures of groups, shown from a minimum audience on.

#include <cstdint>
#include <optional>
#include <utility>

namespace mien::audience {

/// A figure of a group of people, or nothing but the fact that the group is too small to be shown:
/// neither the figure nor the size of the group can then be had from it.
///
/// The guard holds for each answer alone. Who subtracts one answer from another (a day without its
/// hours) can still close in on a group that neither shows: keep raw answers to those who may see
/// them.
template <class Figure>
class Guarded {
 public:
  Guarded() = default;
  /// `figure` where `people` ≥ `least`.
  Guarded(Figure figure, std::int64_t people, int least) {
    if (people >= least) figure_ = std::move(figure);
  }

  bool suppressed() const { return !figure_.has_value(); }
  /// Only where it is not suppressed.
  const Figure& operator*() const { return figure_.value(); }
  const Figure* operator->() const { return &figure_.value(); }

 private:
  std::optional<Figure> figure_;
};

}  // namespace mien::audience
