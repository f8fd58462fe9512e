#include "drawing/stroke_font.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <vector>

namespace mien::drawing {

namespace {

// Glyph units: capitals and ascenders reach from 0 to the baseline at 14, small letters from 5,
// descenders to 18.
constexpr float kCap = 14, kAbove = 3, kBelow = 6;
constexpr float kStroke = 1.95f;  // thickness
constexpr float kGap = 3.6f;      // between strokes of neighbouring letters
constexpr float kSpace = 4.5f;

struct Glyph {
  char letter;
  float width;
  /// "M x y" lifts the pen to a point, "L x y" draws a line to it, "A cx cy rx ry from to" goes
  /// along an ellipse (degrees, 0 right, 90 down), with a line to its start where the pen is down.
  std::string_view path;
};

constexpr Glyph kGlyphs[] = {
    {'a', 8.6f, "A4.3 9.5 4.3 4.5 0 360 M8.6 5 L8.6 14"},
    {'b', 8.6f, "M0 0 L0 14 M8.6 9.5 A4.3 9.5 4.3 4.5 0 360"},
    {'c', 7.6f, "A4.3 9.5 4.3 4.5 -42 -318"},
    {'d', 8.6f, "A4.3 9.5 4.3 4.5 0 360 M8.6 0 L8.6 14"},
    {'e', 8.6f, "M0.2 9.5 L8.6 9.5 A4.3 9.5 4.3 4.5 0 -318"},
    {'f', 5.2f, "A5 3 2.9 3 275 180 L2.1 14 M0 5 L5 5"},
    {'g', 8.6f, "A4.3 9.5 4.3 4.5 0 360 M8.6 5 L8.6 14 A4.3 14 4.3 4 0 148"},
    {'h', 7.8f, "M0 0 L0 14 M0 9 A3.9 9 3.9 4 180 360 L7.8 14"},
    {'i', 0.0f, "M0 5 L0 14 M0 1 L0 1.1"},
    {'j', 2.0f, "M2 5 L2 15 A-1 15 3 3 0 80 M2 1 L2 1.1"},
    {'k', 7.2f, "M0 0 L0 14 M6.8 5 L0 10.6 M2.7 8.4 L7.2 14"},
    {'l', 0.0f, "M0 0 L0 14"},
    {'m', 12.8f,
     "M0 5 L0 14 M0 8.5 A3.2 8.5 3.2 3.5 180 360 L6.4 14 M6.4 8.5 A9.6 8.5 3.2 3.5 180 360 L12.8 "
     "14"},
    {'n', 7.8f, "M0 5 L0 14 M0 9 A3.9 9 3.9 4 180 360 L7.8 14"},
    {'o', 8.8f, "A4.4 9.5 4.4 4.5 0 360"},
    {'p', 8.6f, "M0 5 L0 18 M8.6 9.5 A4.3 9.5 4.3 4.5 0 360"},
    {'q', 8.6f, "A4.3 9.5 4.3 4.5 0 360 M8.6 5 L8.6 18"},
    {'r', 4.8f, "M0 5 L0 14 M0 9.2 A3.9 9.2 3.9 4.2 180 285"},
    {'s', 6.6f, "A3.3 7.25 3.1 2.25 -30 -270 A3.3 11.75 3.3 2.25 -90 150"},
    {'t', 5.4f, "M2.1 1.5 L2.1 11 A5.1 11 3 3 180 85 M0 5 L5.2 5"},
    {'u', 7.8f, "M0 5 L0 10 A3.9 10 3.9 4 180 0 M7.8 5 L7.8 14"},
    {'v', 8.0f, "M0 5 L4 14 L8 5"},
    {'w', 12.0f, "M0 5 L3 14 L6 5 L9 14 L12 5"},
    {'x', 7.4f, "M0 5 L7.4 14 M7.4 5 L0 14"},
    {'y', 8.0f, "M0 5 L4 14 M8 5 L2.4 18"},
    {'z', 6.8f, "M0 5 L6.8 5 L0 14 L6.8 14"},
    {'0', 8.4f, "A4.2 7 4.2 7 0 360"},
    {'1', 4.2f, "M0.4 3 L4 0 L4 14"},
    {'2', 8.2f, "A4.1 4.1 4 4.1 195 395 L0 14 L8.2 14"},
    {'3', 8.2f, "A4 3.6 3.6 3.6 205 450 A4 10.5 4.1 3.5 270 518"},
    {'4', 8.8f, "M6.4 14 L6.4 0 L0 10 L8.8 10"},
    {'5', 8.2f, "M7.6 0 L1.3 0 L0.7 6.3 A3.8 9.4 4.3 4.6 225 515"},
    {'6', 8.6f, "A4.3 9.6 4.3 4.4 0 360 M0 9.6 A7.5 9.6 7.5 9.6 180 262"},
    {'7', 8.0f, "M0 0 L8 0 L3 14"},
    {'8', 8.4f, "A4.2 3.5 3.5 3.5 0 360 M4.2 7 A4.2 10.5 4.2 3.5 270 630"},
    {'9', 8.6f, "A4.3 4.4 4.3 4.4 0 360 A1.1 4.4 7.5 9.6 0 82"},
    {'#', 9.0f, "M3.4 1 L2.2 13 M7.4 1 L6.2 13 M0.6 4.8 L9 4.8 M0 9.4 L8.4 9.4"},
    {'%', 12.4f, "A2.5 3.2 2.5 3.2 0 360 M12.4 10.8 A9.9 10.8 2.5 3.2 0 360 M9.6 0 L2.8 14"},
    {'(', 3.3f, "A7 7.5 6.5 10.5 232 128"},
    {')', 3.3f, "A-3.7 7.5 6.5 10.5 -52 52"},
    {'_', 7.5f, "M0 16 L7.5 16"},
    {'-', 5.0f, "M0 9 L5 9"},
    {'.', 0.0f, "M0 13.9 L0 14"},
};

struct Stroke {
  Point from, to;
};

float squared_distance(const Stroke& s, float x, float y) {
  const float dx = s.to.x - s.from.x, dy = s.to.y - s.from.y;
  const float length = dx * dx + dy * dy;
  const float at =
      length > 0 ? std::clamp(((x - s.from.x) * dx + (y - s.from.y) * dy) / length, 0.0f, 1.0f) : 0;
  const float ex = s.from.x + at * dx - x, ey = s.from.y + at * dy - y;
  return ex * ex + ey * ey;
}

/// Follows a glyph's path and collects its segments in pixels.
class Pen {
 public:
  Pen(float unit, float left, std::vector<Stroke>& out) : unit_(unit), left_(left), out_(out) {}

  void follow(std::string_view path) {
    while (!path.empty()) {
      const char command = path.front();
      path.remove_prefix(1);
      std::array<float, 6> n{};
      const int count = command == 'A' ? 6 : 2;
      for (int i = 0; i < count; ++i) n[i] = number(path);
      if (!path.empty()) path.remove_prefix(1);
      if (command == 'A')
        arc(n);
      else
        go(n[0], n[1], command == 'L');
    }
  }

 private:
  static float number(std::string_view& text) {
    if (text.starts_with(' ')) text.remove_prefix(1);
    float value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value).ptr;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
  }

  void go(float x, float y, bool draw) {
    const Point to{left_ + x * unit_, (y + kAbove) * unit_};
    if (draw) out_.push_back({down_ ? at_ : to, to});
    at_ = to;
    down_ = true;
  }

  void arc(const std::array<float, 6>& a) {
    constexpr int kPieces = 28;
    const bool whole = std::abs(a[5] - a[4]) >= 360;
    for (int i = 0; i <= kPieces; ++i) {
      const float turn = (a[4] + (a[5] - a[4]) * static_cast<float>(i) / kPieces) *
                         std::numbers::pi_v<float> / 180;
      go(a[0] + a[2] * std::cos(turn), a[1] + a[3] * std::sin(turn), i > 0 || (down_ && !whole));
    }
  }

  float unit_, left_;
  std::vector<Stroke>& out_;
  Point at_;
  bool down_ = false;
};

const Glyph* glyph_of(char c) {
  if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const auto* found = std::ranges::find(kGlyphs, c, &Glyph::letter);
  return found == std::end(kGlyphs) ? nullptr : found;
}

/// Adds the strokes of one glyph to the mask, near the columns that it can reach.
void stamp(Mask& mask, const std::vector<Stroke>& strokes, float left, float right,
           float thickness) {
  const int begin = std::max(0, static_cast<int>(left - thickness - 1));
  const int end = std::min(mask.width, static_cast<int>(right + thickness + 2));
  for (int y = 0; y < mask.height; ++y)
    for (int x = begin; x < end; ++x) {
      float nearest = 1e9f;
      for (const Stroke& s : strokes)
        nearest = std::min(nearest, squared_distance(s, static_cast<float>(x) + 0.5f,
                                                     static_cast<float>(y) + 0.5f));
      const float inside = std::clamp(thickness / 2 - std::sqrt(nearest) + 0.5f, 0.0f, 1.0f);
      std::uint8_t& pixel = mask.coverage[static_cast<std::size_t>(y) * mask.width + x];
      pixel = std::max(pixel, static_cast<std::uint8_t>(std::lround(inside * 255)));
    }
}

}  // namespace

TextMask draw_text(std::string_view text, float cap_height) {
  const float unit = std::clamp(cap_height, 6.0f, 200.0f) / kCap;
  float width = 2 * kStroke;
  for (const char c : text) {
    const Glyph* glyph = glyph_of(c);
    width += glyph ? glyph->width + kGap : kSpace;
  }
  TextMask out;
  out.mask.width = static_cast<int>(std::ceil(width * unit));
  out.mask.height = static_cast<int>(std::ceil((kAbove + kCap + kBelow) * unit));
  out.mask.coverage.assign(static_cast<std::size_t>(out.mask.width) * out.mask.height, 0);
  out.baseline = static_cast<int>(std::lround((kAbove + kCap) * unit));
  std::vector<Stroke> strokes;
  float x = kStroke * unit;
  for (const char c : text) {
    const Glyph* glyph = glyph_of(c);
    if (glyph) {
      strokes.clear();
      Pen(unit, x, strokes).follow(glyph->path);
      stamp(out.mask, strokes, x, x + glyph->width * unit, std::max(kStroke * unit, 1.15f));
    }
    x += (glyph ? glyph->width + kGap : kSpace) * unit;
  }
  return out;
}

}  // namespace mien::drawing
