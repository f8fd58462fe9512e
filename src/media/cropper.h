#pragma once
/// \file A face as a classifier wants it.

#include <memory>

#include "mien/stages.h"

namespace mien::media {

/// Cuts squares from the full-resolution planes. Keeps scratch; one per worker.
class Cropper {
 public:
  Cropper();
  ~Cropper();
  /// Fills the (square) canvas with the square of the display picture that `spec` names:
  /// box-filtered when it shrinks, bilinear when it grows, turned by `roll`; beyond the picture the
  /// edge pixels go on.
  void cut(const Frame&, const CropSpec& spec, const Canvas&);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace mien::media
