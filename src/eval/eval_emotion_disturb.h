#pragma once
/// \file The same face as the street shows it: blurred, dark, compressed, covered.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "mien/frame.h"

namespace mien::eval {

enum class Disturbance { focus, motion, dark, compressed, sunglasses, mask, half_hidden };

/// Their names in results, in their order.
inline constexpr std::array<std::string_view, 7> kDisturbances = {
    "out_of_focus", "motion", "dark", "compressed", "sunglasses", "mask", "half_hidden"};

/// Strengths in shares of the picture's height, so that a picture of FER2013 (48 pixels) has: a
/// Gaussian blur of sigma 1.2; a horizontal movement of 7 pixels; a quarter of the light with noise
/// of 2 % of full scale; JPEG's luma quantisation at quality 20, in blocks of 8; sunglasses and a
/// mask, drawn where the eyes and the mouth of such pictures are; the left 40 % grey. The picture
/// is taken to be filled by one upright face (eval_emotion_views.h). Luma alone changes.
/// One per thread; the same picture gives the same result.
class Disturber {
 public:
  /// A view of this object until its next call; the chroma planes are `frame`'s own.
  Frame disturb(const Frame& frame, Disturbance kind);

 private:
  int width_ = 0, height_ = 0;
  std::vector<float> luma_, other_;  ///< 0..255, row by row
  std::vector<std::uint8_t> bytes_;

  float& at(int x, int y) { return luma_[static_cast<std::size_t>(y) * width_ + x]; }
  void convolve(const std::vector<float>& weights, bool across);
  void focus();
  void motion();
  void dark();
  void compressed();
  /// Paints where `inside` of the place, 0..1 across and down, is true.
  template <typename Inside>
  void paint(float shade, Inside inside);
};

}  // namespace mien::eval
