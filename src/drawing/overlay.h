#pragma once
/// \file Boxes and labels on a picture.

#include <map>
#include <span>
#include <string>

#include "drawing/face_timeline.h"
#include "drawing/paint.h"
#include "drawing/stroke_font.h"

namespace mien::drawing {

/// The colour that stands for an expression: the palette of Okabe and Ito (2008), told apart by
/// colour-blind readers too; light gray is neutral, gray unknown.
Rgb colour_of(Emotion emotion);

/// Draws a rounded box per face, and above it a dark translucent pill with a dot of the box's
/// colour and the label. Sizes follow the picture's. Remembers the labels it has drawn; one per
/// thread.
class Overlay {
 public:
  void draw(const media::Surface& surface, std::span<const TimedFace> faces);

 private:
  void draw_box(const media::Surface& surface, const TimedFace& face) const;
  void draw_tag(const media::Surface& surface, const TimedFace& face);
  const TextMask& text(const std::string& label);

  float cap_height_ = 0;
  std::map<std::string, TextMask> texts_;
};

}  // namespace mien::drawing
