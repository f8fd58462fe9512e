#include <algorithm>
#include <cmath>

#include "media/colour.h"
#include "media/scaler.h"
#include "media/upright.h"

namespace mien::media {

namespace {

/// The largest part of the canvas, from its top left, that shows the picture undistorted.
Letterbox letterbox(Size picture, const Canvas& canvas) {
  const double scale = std::min(static_cast<double>(canvas.width) / picture.width,
                                static_cast<double>(canvas.height) / picture.height);
  Letterbox box;
  box.width = std::clamp(static_cast<int>(std::lround(picture.width * scale)), 1, canvas.width);
  box.height = std::clamp(static_cast<int>(std::lround(picture.height * scale)), 1, canvas.height);
  box.frame_width = picture.width;
  box.frame_height = picture.height;
  box.scale_x = static_cast<float>(picture.width) / static_cast<float>(box.width);
  box.scale_y = static_cast<float>(picture.height) / static_cast<float>(box.height);
  return box;
}

}  // namespace

struct Scaler::Scratch {
  Uprighter uprighter;
  ColourWriter colours;
};

Scaler::Scaler() : scratch_(std::make_unique<Scratch>()) {}
Scaler::~Scaler() = default;

Letterbox Scaler::fit(const Frame& frame, const Canvas& canvas, std::uint8_t padding) {
  check_canvas(canvas);
  const Letterbox box = letterbox(display_size(frame), canvas);
  const bool colour = canvas.format != PixelFormat::gray;
  const PictureView picture = scratch_->uprighter.upright(frame, box.width, box.height, colour);
  scratch_->colours.write(picture, frame, canvas);
  fill_canvas(canvas, box.width, 0, canvas.width - box.width, box.height, padding);
  fill_canvas(canvas, 0, box.height, canvas.width, canvas.height - box.height, padding);
  return box;
}

}  // namespace mien::media
