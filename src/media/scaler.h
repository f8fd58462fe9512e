#pragma once
/// \file A picture as a network wants it.

#include <cstdint>
#include <memory>

#include "mien/stages.h"

namespace mien::media {

/// Planes → letterboxed canvas of a network, any rotation and colour space, without a full-size RGB
/// picture. Keeps scratch of the canvas's size; one per worker.
class Scaler {
 public:
  Scaler();
  ~Scaler();
  /// Fills the canvas from the top left without distortion. Padding is filled with `padding` (all
  /// channels).
  Letterbox fit(const Frame&, const Canvas&, std::uint8_t padding = 0);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace mien::media
