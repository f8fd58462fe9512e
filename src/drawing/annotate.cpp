#include <algorithm>
#include <cmath>
#include <optional>

#include <libyuv.h>

#include "mien/error.h"

#include "base/input_trouble.h"
#include "drawing/annotated.h"
#include "drawing/blur.h"
#include "drawing/face_cover.h"
#include "drawing/mask_paint.h"
#include "drawing/mp4_writer.h"
#include "drawing/overlay.h"
#include "media/upright.h"
#include "video/video.h"

namespace mien::drawing {

namespace {

constexpr int kLongestSide = 4096, kShortestSide = 16;  // what H.264 players take

/// The size of the copy: that of the first picture, even, within H.264's limits.
media::Size copy_size(media::Size shown) {
  const double shrink =
      std::min(1.0, static_cast<double>(kLongestSide) / std::max(shown.width, shown.height));
  const auto side = [&](int n) {
    return std::max(kShortestSide, static_cast<int>(std::lround(n * shrink)) & ~1);
  };
  return {side(shown.width), side(shown.height)};
}

void clear(const media::Surface& surface) {
  const std::uint8_t black = surface.full_range ? 0 : 16;
  libyuv::SetPlane(surface.planes[0], surface.strides[0], surface.width, surface.height, black);
  for (int i = 1; i < 3; ++i)
    libyuv::SetPlane(surface.planes[i], surface.strides[i], surface.width / 2, surface.height / 2,
                     128);
}

void copy(const media::PictureView& from, const media::Surface& to) {
  const int w = std::min(from.y.width, to.width), h = std::min(from.y.height, to.height);
  libyuv::CopyPlane(from.y.data, from.y.stride, to.planes[0], to.strides[0], w, h);
  libyuv::CopyPlane(from.u.data, from.u.stride, to.planes[1], to.strides[1], media::half_up(w),
                    media::half_up(h));
  libyuv::CopyPlane(from.v.data, from.v.stride, to.planes[2], to.strides[2], media::half_up(w),
                    media::half_up(h));
}

/// Pixels of the copy per display pixel.
struct Scale {
  float x = 1, y = 1;
};

/// Puts a frame, upright, on the surface: as it is where it fits, else scaled without distortion.
Scale place(const Frame& frame, media::Uprighter& uprighter, const media::Surface& surface) {
  const media::Size shown = media::display_size(frame);
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
      : timeline_(results, options.smiles), masks_(options.masks) {
    if (options.blur) cover_.emplace(results, options);
  }

  /// False: the frame may not be seen, and is black.
  bool draw(const Frame& frame, const media::Surface& surface) {
    hidden_.clear();
    if (cover_ && !cover_->find(frame, hidden_)) {
      clear(surface);
      return false;
    }
    const Scale scale = place(frame, uprighter_, surface);
    const media::Size shown = media::display_size(frame);
    masks_.paint(surface, scale.x * static_cast<float>(shown.width),
                 scale.y * static_cast<float>(shown.height));
    faces_ = timeline_.at(frame.info.seconds, shown.width, shown.height);
    for (TimedFace& face : faces_) face.box = scaled(face.box, scale);
    if (cover_) {
      for (const Box& box : hidden_) blur_.blur(surface, scaled(box, scale));
      for (const TimedFace& face : faces_) blur_.blur(surface, face.box);
    }
    overlay_.draw(surface, faces_);
    return true;
  }

 private:
  static Box scaled(const Box& box, const Scale& scale) {
    return {box.x * scale.x, box.y * scale.y, box.w * scale.x, box.h * scale.y};
  }

  FaceTimeline timeline_;
  media::Uprighter uprighter_;
  MaskPainter masks_;
  std::optional<FaceCover> cover_;  ///< where faces are blurred
  FaceBlur blur_;
  Overlay overlay_;
  std::vector<TimedFace> faces_;
  std::vector<Box> hidden_;
};

/// One copy on its way.
class Copying {
 public:
  Copying(std::span<const FrameResult> results, const std::filesystem::path& file,
          const AnnotateOptions& options, const std::atomic<bool>* stop)
      : annotator_(results, options), file_(file), stop_(stop) {}

  /// False: it was stopped.
  bool copy(Source& source, const Segment& segment) {
    Frame frame;
    (void)input_trouble([&] {  // told by the run, which went on behind it as well
      if (segment.begin != INT64_MIN || segment.end != INT64_MAX) source.seek(segment);
      while (!stopped() && source.read(frame)) add(frame, source.info().fps);
    });
    return !stopped();
  }

  AnnotatedCopy finish(const std::string& input) {
    if (stopped()) return {.written = false};  // the writer takes away what it had begun
    if (!writer_) throw Error(ErrorKind::input, input, "no picture of it could be decoded");
    writer_->finish();
    return copy_;
  }

 private:
  bool stopped() const { return stop_ && stop_->load(std::memory_order_relaxed); }

  void add(const Frame& frame, double fps) {
    if (!writer_) {
      const media::Size size = copy_size(media::display_size(frame));
      writer_.emplace(file_,
                      Mp4Format{size.width, size.height, fps, frame.matrix, frame.full_range});
    }
    if (!annotator_.draw(frame, writer_->surface())) ++copy_.covered;
    writer_->write(frame.info.seconds);
    ++copy_.frames;
  }

  Annotator annotator_;
  const std::filesystem::path& file_;
  const std::atomic<bool>* stop_;
  std::optional<Mp4Writer> writer_;
  AnnotatedCopy copy_;
};

}  // namespace

AnnotatedCopy write_annotated(const std::string& input, std::span<const FrameResult> results,
                              const std::filesystem::path& file, const AnnotateOptions& options,
                              const std::atomic<bool>* stop) {
  const std::unique_ptr<Source> source = video::open_source(input, {1, stop});
  if (source->info().live)
    throw Error(ErrorKind::input, input, "a live input cannot be read again",
                "record it to a file, then run mien on that");
  Copying copying(results, file, options, stop);
  for (const Segment& segment : source->segments())
    if (!copying.copy(*source, segment)) break;
  return copying.finish(input);
}

}  // namespace mien::drawing
