#pragma once
/// \file Y, U, V into the bytes of a canvas.

#include "media/planes.h"

namespace mien::media {

/// Writes the top left part of a canvas. Keeps scratch; one per thread.
class ColourWriter {
 public:
  /// Chroma planes of full or of half size (4:4:4 or 4:2:0); unused where the canvas is gray.
  /// Within 3 levels of the standards' formulas; limited range becomes 0..255.
  void write(const PictureView& picture, const Frame& colours, const Canvas& canvas);

 private:
  void write_gray(const PlaneView& luma, bool full_range, const Canvas& canvas);
  PictureView expand(const PictureView& picture);

  ByteBuffer expanded_[3];
};

/// Limited luma 16..235 → 0..255, and chroma 16..240 → 0..255; written so that it compiles to
/// vector code.
void expand_luma(const PlaneView& in, std::uint8_t* out, int stride);
void expand_chroma(const PlaneView& in, std::uint8_t* out, int stride);

}  // namespace mien::media
