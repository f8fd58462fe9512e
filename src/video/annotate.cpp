#include <algorithm>
#include <cmath>
#include <optional>

#include <libyuv.h>

#include "mien/error.h"

#include "video/blur.h"
#include "video/mask_paint.h"
#include "video/mp4_writer.h"
#include "video/overlay.h"
#include "video/upright.h"
#include "video/video.h"

namespace mien::video {

namespace {

constexpr int kLongestSide = 4096, kShortestSide = 16;  // what H.264 players take

/// The size of the copy: that of the first picture, even, within H.264's limits.
Size copy_size(Size shown) {
  const double shrink =
      std::min(1.0, static_cast<double>(kLongestSide) / std::max(shown.width, shown.height));
  const auto side = [&](int n) {
    return std::max(kShortestSide, static_cast<int>(std::lround(n * shrink)) & ~1);
  };
  return {side(shown.width), side(shown.height)};
}

void clear(const Surface& surface) {
  const std::uint8_t black = surface.full_range ? 0 : 16;
  libyuv::SetPlane(surface.planes[0], surface.strides[0], surface.width, surface.height, black);
  for (int i = 1; i < 3; ++i)
    libyuv::SetPlane(surface.planes[i], surface.strides[i], surface.width / 2, surface.height / 2,
                     128);
}

void copy(const PictureView& from, const Surface& to) {
  const int w = std::min(from.y.width, to.width), h = std::min(from.y.height, to.height);
  libyuv::CopyPlane(from.y.data, from.y.stride, to.planes[0], to.strides[0], w, h);
  libyuv::CopyPlane(from.u.data, from.u.stride, to.planes[1], to.strides[1], half_up(w),
                    half_up(h));
  libyuv::CopyPlane(from.v.data, from.v.stride, to.planes[2], to.strides[2], half_up(w),
                    half_up(h));
}

/// Pixels of the copy per display pixel.
struct Scale {
  float x = 1, y = 1;
};

/// Puts a frame, upright, on the surface: as it is where it fits, else scaled without distortion.
Scale place(const Frame& frame, Uprighter& uprighter, const Surface& surface) {
  const Size shown = display_size(frame);
  const int spare_x = shown.width - surface.width, spare_y = shown.height - surface.height;
  if (spare_x >= 0 && spare_x <= 1 && spare_y >= 0 && spare_y <= 1) {  // an odd edge is left out
    copy(uprighter.upright(frame, shown.width, shown.height, true), surface);
    return {};
  }
  const double scale = std::min(static_cast<double>(surface.width) / shown.width,
                                static_cast<double>(surface.height) / shown.height);
  const int w = std::clamp(static_cast<int>(std::lround(shown.width * scale)), 1, surface.width);
  const int h = std::clamp(static_cast<int>(std::lround(shown.height * scale)), 1, surface.height);
  clear(surface);
  copy(uprighter.upright(frame, w, h, true), surface);
  return {static_cast<float>(w) / static_cast<float>(shown.width),
          static_cast<float>(h) / static_cast<float>(shown.height)};
}

/// Everything that one annotated copy keeps from frame to frame.
class Annotator {
 public:
  Annotator(std::span<const FrameResult> results, const AnnotateOptions& options)
      : timeline_(results), masks_(options.masks), blurred_(options.blur) {}

  void draw(const Frame& frame, const Surface& surface) {
    const Scale scale = place(frame, uprighter_, surface);
    const Size shown = display_size(frame);
    masks_.paint(surface, scale.x * static_cast<float>(shown.width),
                 scale.y * static_cast<float>(shown.height));
    faces_ = timeline_.at(frame.info.seconds);
    for (TimedFace& face : faces_)
      face.box = {face.box.x * scale.x, face.box.y * scale.y, face.box.w * scale.x,
                  face.box.h * scale.y};
    if (blurred_)
      for (const TimedFace& face : faces_) blur_.blur(surface, face.box);
    overlay_.draw(surface, faces_);
  }

 private:
  FaceTimeline timeline_;
  Uprighter uprighter_;
  MaskPainter masks_;
  FaceBlur blur_;
  Overlay overlay_;
  bool blurred_;
  std::vector<TimedFace> faces_;
};

}  // namespace

void write_annotated(const std::string& input, std::span<const FrameResult> results,
                     const std::filesystem::path& file, const AnnotateOptions& options,
                     const std::atomic<bool>* stop) {
  const std::unique_ptr<Source> source = open_source(input, {1, stop});
  if (source->info().live)
    throw Error(ErrorKind::input, input, "a live input cannot be read again",
                "record it to a file, then run mien on that");
  Annotator annotator(results, options);
  std::optional<Mp4Writer> writer;
  Frame frame;
  bool complete = false;
  while (!(stop && stop->load(std::memory_order_relaxed)) && source->read(frame)) {
    complete = frame.info.seconds > options.until_s;
    if (complete) break;
    if (!writer) {
      const Size size = copy_size(display_size(frame));
      writer.emplace(file, Mp4Format{size.width, size.height, source->info().fps, frame.matrix,
                                     frame.full_range});
    }
    annotator.draw(frame, writer->surface());
    writer->write(frame.info.seconds);
  }
  if (writer) return writer->finish();
  if (complete || (stop && stop->load())) return;  // nothing was read, so there is nothing to keep
  throw Error(ErrorKind::input, input, "no picture of it could be decoded");
}

}  // namespace mien::video
