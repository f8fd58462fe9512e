#pragma once
/// \file Reading on demand: a face that looks as it did wears the expression that it did.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mien/types.h"

namespace mien::chain {

/// A box as 0..1 of its picture: a camera's streams differ in size.
Box part_of(const Box& box, const FrameInfo& picture);

/// Where the faces of a picture are cut out.
enum class Cut : std::uint8_t {
  here,    ///< of the picture that was searched, and there is no other
  coarse,  ///< of that one too, for the camera's sharper stream shows nothing of the moment
  sharp,   ///< of the sharper stream's picture
};

/// A face's crop as 48 × 48 gray values, mean 0 and standard deviation 1.
using NormalisedCrop = std::array<float, 48 * 48>;

/// From a gray or colour canvas (of colour, green speaks for luma). A flat one gives zeros.
void normalise(const Canvas& crop, NormalisedCrop& out);
/// Mean absolute difference; 0 for the same face, about 1.1 for two that have nothing in common.
float difference(const NormalisedCrop& a, const NormalisedCrop& b);

/// What was read of a face, and what the face looked like.
struct Reading {
  Expression expression;
  Quality quality;
  NormalisedCrop crop{};
  Cut cut = Cut::here;
  double at_s = 0;
};

/// Knows the faces of a stream's last pictures, by their boxes, with the reading of each. A face is
/// to be read among its first three sights, where its crop differs from the one read last by more
/// than 0.15, where that one was cut from the other stream, and a second after its last reading.
/// What was read from a sharp picture stands while there are only coarse ones in which the face
/// looks as it did in the coarse one of that moment, for six seconds at most. One thread at a time.
class ReadGate {
 public:
  static constexpr float kMostDifference = 0.15f;
  static constexpr double kMostSeconds = 1;
  static constexpr double kSharpSeconds = 6;  ///< longer than from keyframe to keyframe
  static constexpr int kFirstSights = 3;
  static constexpr float kSameBox = 0.3f;  ///< intersection over union: the same face

  /// The faces of the next picture, in its pixels; each is taken for the known one whose box it
  /// overlaps most (by 0.3 at least), or for a new one.
  void look(std::span<const Face> faces, const FrameInfo& frame, Cut cut);
  /// Whether the reading that holds for face number `face` is of a sharper picture than this one.
  bool holds_sharper(std::size_t face) const { return known_[which_[face]].holds_sharp; }
  /// Whether face number `face` of that picture, whose crop is `crop`, is to be read; `always`: it
  /// is unless a sharper picture's reading stands. If so, `read` follows before the next picture.
  bool due(std::size_t face, const Canvas& crop, bool always);
  /// How face number `face`, which is to be read from a sharp picture, looks in the coarse one.
  void beside(std::size_t face, const Canvas& crop);
  void read(std::size_t face, const Expression& expression, const Quality& quality);
  /// The reading that holds for face number `face` where none is due.
  const Reading& held(std::size_t face) const;

  /// As if nothing had been seen.
  void restart() { known_.clear(); }

 private:
  struct Known {
    Box box;  ///< 0..1 of the picture
    double seen_s = 0;
    int readings = 0;
    bool here = false;         ///< in the picture looked at
    bool holds_sharp = false;  ///< in that one, too
    Reading last;
    Reading sharp{.at_s = -kSharpSeconds};  ///< its crop is of the coarse picture of the moment
  };

  std::size_t known_at(const Box& box);

  double now_s_ = 0;
  Cut cut_ = Cut::here;
  std::vector<Known> known_;
  std::vector<std::size_t> which_;  ///< by face: its number in `known_`
  NormalisedCrop crop_{};           ///< scratch
};

}  // namespace mien::chain
