#include "drawing/paint.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace mien::drawing {

namespace {

struct Weights {
  float red, blue;
};

/// Shares of red and blue in luma, from the standards of the same names.
Weights luma_weights(ColorMatrix matrix) {
  switch (matrix) {
    case ColorMatrix::bt709:
      return {0.2126f, 0.0722f};
    case ColorMatrix::bt2020:
      return {0.2627f, 0.0593f};
    case ColorMatrix::bt601:
      break;
  }
  return {0.299f, 0.114f};
}

std::array<int, 3> to_yuv(Rgb c, const media::Surface& surface) {
  const Weights w = luma_weights(surface.matrix);
  const auto r = static_cast<float>(c.r), g = static_cast<float>(c.g), b = static_cast<float>(c.b);
  const float y = w.red * r + (1 - w.red - w.blue) * g + w.blue * b;
  const float u = (b - y) / (2 * (1 - w.blue)), v = (r - y) / (2 * (1 - w.red));
  const float luma = surface.full_range ? y : 16 + y * 219 / 255;
  const float chroma = surface.full_range ? 1.0f : 224.0f / 255;
  const auto byte = [](float value) {
    return std::clamp(static_cast<int>(std::lround(value)), 0, 255);
  };
  return {byte(luma), byte(128 + u * chroma), byte(128 + v * chroma)};
}

void mix(std::uint8_t& pixel, int colour, int weight) {  // weight 0..65025
  pixel = static_cast<std::uint8_t>((pixel * (65025 - weight) + colour * weight + 32512) / 65025);
}

std::uint8_t coverage(float inside) {
  return static_cast<std::uint8_t>(std::clamp(inside + 0.5f, 0.0f, 1.0f) * 255 + 0.5f);
}

/// Paints one rectangle of a shape; `inside(x, y)` = pixels from the outline, positive inside.
template <typename Inside>
void paint_part(const media::Surface& surface, int left, int top, int right, int bottom, Rgb colour,
                float opacity, Inside inside) {
  left = std::max(left, 0);
  top = std::max(top, 0);
  right = std::min(right, surface.width);
  bottom = std::min(bottom, surface.height);
  if (left >= right || top >= bottom) return;
  Mask mask{right - left, bottom - top, {}};
  mask.coverage.reserve(static_cast<std::size_t>(mask.width) * mask.height);
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x)
      mask.coverage.push_back(
          coverage(inside(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f)));
  paint(surface, mask, left, top, colour, opacity);
}

}  // namespace

void paint(const media::Surface& surface, const Mask& mask, int x, int y, Rgb colour,
           float opacity) {
  const std::array<int, 3> yuv = to_yuv(colour, surface);
  const int strength = static_cast<int>(std::clamp(opacity, 0.0f, 1.0f) * 255 + 0.5f);
  const int left = std::max(x, 0), right = std::min(x + mask.width, surface.width);
  const int top = std::max(y, 0), bottom = std::min(y + mask.height, surface.height);
  if (left >= right || top >= bottom) return;
  for (int row = top; row < bottom; ++row) {
    std::uint8_t* to = surface.planes[0] + static_cast<std::ptrdiff_t>(row) * surface.strides[0];
    for (int column = left; column < right; ++column)
      if (const int a = mask.at(column - x, row - y)) mix(to[column], yuv[0], a * strength);
  }
  for (int row = top / 2; row < (bottom + 1) / 2; ++row)
    for (int column = left / 2; column < (right + 1) / 2; ++column) {
      int sum = 0;
      for (int i = 0; i < 4; ++i) {
        const int mx = 2 * column + i % 2 - x, my = 2 * row + i / 2 - y;
        if (mx >= 0 && my >= 0 && mx < mask.width && my < mask.height) sum += mask.at(mx, my);
      }
      if (sum == 0) continue;
      for (int plane = 1; plane < 3; ++plane)
        mix(surface
                .planes[plane][static_cast<std::ptrdiff_t>(row) * surface.strides[plane] + column],
            yuv[plane], sum * strength / 4);
    }
}

float RoundBox::distance(float x, float y) const {
  const float qx = std::abs(x - left - width / 2) - (width / 2 - radius);
  const float qy = std::abs(y - top - height / 2) - (height / 2 - radius);
  return std::hypot(std::max(qx, 0.0f), std::max(qy, 0.0f)) + std::min(std::max(qx, qy), 0.0f) -
         radius;
}

void fill_round_box(const media::Surface& surface, const RoundBox& box, Rgb colour, float opacity) {
  paint_part(surface, static_cast<int>(std::floor(box.left)) - 1,
             static_cast<int>(std::floor(box.top)) - 1,
             static_cast<int>(std::ceil(box.left + box.width)) + 1,
             static_cast<int>(std::ceil(box.top + box.height)) + 1, colour, opacity,
             [&](float x, float y) { return -box.distance(x, y); });
}

void stroke_round_box(const media::Surface& surface, const RoundBox& box, float thickness,
                      Rgb colour, float opacity) {
  const float reach = thickness / 2 + 1;
  const int left = static_cast<int>(std::floor(box.left - reach));
  const int top = static_cast<int>(std::floor(box.top - reach));
  const int right = static_cast<int>(std::ceil(box.left + box.width + reach));
  const int bottom = static_cast<int>(std::ceil(box.top + box.height + reach));
  const int band = static_cast<int>(std::ceil(2 * reach + box.radius));
  const auto inside = [&](float x, float y) {
    return thickness / 2 - std::abs(box.distance(x, y));
  };
  // Four strips around the middle, which the outline does not touch.
  const int inner_top = std::min(top + band, bottom),
            inner_bottom = std::max(bottom - band, inner_top);
  const int inner_left = std::min(left + band, right),
            inner_right = std::max(right - band, inner_left);
  const auto part = [&](int l, int t, int r, int b) {
    paint_part(surface, l, t, r, b, colour, opacity, inside);
  };
  part(left, top, right, inner_top);
  part(left, inner_bottom, right, bottom);
  part(left, inner_top, inner_left, inner_bottom);
  part(inner_right, inner_top, right, inner_bottom);
}

}  // namespace mien::drawing
