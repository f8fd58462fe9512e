#pragma once
/// \file Reading on demand: a face that looks as it did wears the expression that it did.

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "mien/types.h"

namespace mien::chain {

/// A face's crop as 48 × 48 gray values, mean 0 and standard deviation 1.
using NormalisedCrop = std::array<float, 48 * 48>;

/// From a gray or colour canvas (of colour, green speaks for luma). A flat one gives zeros.
void normalise(const Canvas& crop, NormalisedCrop& out);
/// Mean absolute difference; 0 for the same face, about 1.1 for two that have nothing in common.
float difference(const NormalisedCrop& a, const NormalisedCrop& b);

/// Knows the faces of a stream's last pictures, by their boxes, with the reading of each. A face is
/// to be read among its first three sights, where its crop differs from the one read last by more
/// than 0.15, and a second after its last reading. One thread at a time.
class ReadGate {
 public:
  static constexpr float kMostDifference = 0.15f;
  static constexpr double kMostSeconds = 1;
  static constexpr int kFirstSights = 3;

  /// The faces of the next picture, in its pixels; each is taken for the known one whose box it
  /// overlaps most (by 0.3 at least), or for a new one.
  void look(std::span<const Face> faces, double seconds);
  /// Whether face number `face` of that picture, whose crop is `crop`, is to be read; `always`: it
  /// is in any case. If so, `read` follows before the next picture.
  bool due(std::size_t face, const Canvas& crop, bool always);
  void read(std::size_t face, const Expression& expression);
  const Expression& last(std::size_t face) const { return known_[which_[face]].last; }

  /// As if nothing had been seen.
  void restart() { known_.clear(); }

 private:
  struct Known {
    Box box;
    double seen_s = 0, read_s = 0;
    int readings = 0;
    bool here = false;  ///< in the picture looked at
    Expression last;
    NormalisedCrop crop{};
  };

  std::size_t known_at(const Box& box);

  double now_s_ = 0;
  std::vector<Known> known_;
  std::vector<std::size_t> which_;  ///< by face: its number in `known_`
  NormalisedCrop crop_{};           ///< scratch
};

}  // namespace mien::chain
