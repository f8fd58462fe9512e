#pragma once
/// \file Text without font files: a small set of rounded strokes, drawn anti-aliased at any size.

#include <string_view>

#include "drawing/paint.h"

namespace mien::drawing {

/// Coverage of a line of text whose capitals and digits are `cap_height` pixels high (6..200).
/// The mask has `baseline` rows above and on the baseline; below are the descenders.
/// Knows a–z (capitals are shown as small letters), 0–9 and # % ( ) _ - . ; others are left blank.
struct TextMask {
  Mask mask;
  int baseline = 0;
};
TextMask draw_text(std::string_view text, float cap_height);

}  // namespace mien::drawing
