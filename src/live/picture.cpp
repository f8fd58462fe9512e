#include "live/picture.h"

#include <algorithm>
#include <cmath>

#include "media/jpeg.h"
#include "media/scaler.h"

namespace mien::live {

namespace {

constexpr int kBlurredWidth = 96, kRawWidth = 640;
constexpr float kMargin = 0.35f;  ///< of the face's size, on each side: hair and ears go too

/// Replaces the canvas pixels of the box, and a margin, by their mean.
void wipe(const Canvas& canvas, const Box& box) {
  if (!(box.w > 0 && box.h > 0)) return;
  const auto clip = [](float value, int most) {
    return static_cast<int>(std::clamp(value, 0.0f, static_cast<float>(most)));
  };
  const int left = clip(std::floor(box.x - kMargin * box.w), canvas.width);
  const int right = clip(std::ceil(box.right() + kMargin * box.w), canvas.width);
  const int top = clip(std::floor(box.y - kMargin * box.h), canvas.height);
  const int bottom = clip(std::ceil(box.bottom() + kMargin * box.h), canvas.height);
  const int pixels = (right - left) * (bottom - top);
  if (pixels <= 0) return;
  const auto each = [&](auto&& change) {
    for (int y = top; y < bottom; ++y)
      for (int x = left; x < right; ++x)
        change(canvas.data + static_cast<std::ptrdiff_t>(y) * canvas.stride + x * 3);
  };
  long sum[3] = {};
  each([&](const std::uint8_t* pixel) {
    for (int c = 0; c < 3; ++c) sum[c] += pixel[c];
  });
  each([&](std::uint8_t* pixel) {
    for (int c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint8_t>(sum[c] / pixels);
  });
}

}  // namespace

std::vector<std::uint8_t> render(const Sight& sight, const chain::Masks& masks, Shown kind) {
  const FrameInfo& info = sight.shot.frame.info;
  const int most = kind == Shown::blurred ? kBlurredWidth : kRawWidth;
  const double scale = std::min(1.0, static_cast<double>(most) / std::max(info.width, 1));
  const auto even = [&](int size) {
    return std::max(2, static_cast<int>(std::lround(size * scale / 2)) * 2);
  };
  const int width = even(info.width), height = even(info.height);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width) *
                                   static_cast<std::size_t>(height) * 3);
  const Canvas canvas{.data = pixels.data(), .width = width, .height = height, .stride = width * 3};
  const Letterbox letterbox = media::Scaler().fit(sight.shot.frame, canvas);
  masks.paint(canvas, letterbox);
  if (kind == Shown::blurred) {
    for (const Box& face : sight.faces) {
      wipe(canvas, {face.x / letterbox.scale_x, face.y / letterbox.scale_y,
                    face.w / letterbox.scale_x, face.h / letterbox.scale_y});
    }
  }
  return media::encode_jpeg(canvas);
}

}  // namespace mien::live
