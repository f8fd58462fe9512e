#include "media/converter.h"

extern "C" {
#include <libavutil/pixdesc.h>
}
#include <algorithm>
#include <cstring>
#include <string>

#include <libyuv/convert.h>

#include "media/layout.h"
#include "media/planes.h"

namespace mien::media {
namespace {

constexpr int kAlignment = 64;
constexpr std::uint8_t kNeutralChroma = 128;

int aligned_row(int width) {
  return (width + kAlignment - 1) / kAlignment * kAlignment + kAlignment;
}

/// Where one picture lies: what libyuv's functions take, in their order.
struct Target {
  std::uint8_t *y, *u, *v;
  int y_stride, u_stride, v_stride;
};

using Convert8 = int (*)(const std::uint8_t*, int, const std::uint8_t*, int, const std::uint8_t*,
                         int, std::uint8_t*, int, std::uint8_t*, int, std::uint8_t*, int, int, int);
using Convert16 = int (*)(const std::uint16_t*, int, const std::uint16_t*, int,
                          const std::uint16_t*, int, std::uint8_t*, int, std::uint8_t*, int,
                          std::uint8_t*, int, int, int);
using ConvertBiplanar = int (*)(const std::uint8_t*, int, const std::uint8_t*, int, std::uint8_t*,
                                int, std::uint8_t*, int, std::uint8_t*, int, int, int);
using ConvertPacked = int (*)(const std::uint8_t*, int, std::uint8_t*, int, std::uint8_t*, int,
                              std::uint8_t*, int, int, int);

bool run(Convert8 convert, const AVFrame& f, const Target& t) {
  return convert(f.data[0], f.linesize[0], f.data[1], f.linesize[1], f.data[2], f.linesize[2], t.y,
                 t.y_stride, t.u, t.u_stride, t.v, t.v_stride, f.width, f.height) == 0;
}

bool run(Convert16 convert, const AVFrame& f, const Target& t) {
  const auto samples = [&](int plane) {
    return reinterpret_cast<const std::uint16_t*>(f.data[plane]);
  };
  return convert(samples(0), f.linesize[0] / 2, samples(1), f.linesize[1] / 2, samples(2),
                 f.linesize[2] / 2, t.y, t.y_stride, t.u, t.u_stride, t.v, t.v_stride, f.width,
                 f.height) == 0;
}

bool run(ConvertBiplanar convert, const AVFrame& f, const Target& t) {
  return convert(f.data[0], f.linesize[0], f.data[1], f.linesize[1], t.y, t.y_stride, t.u,
                 t.u_stride, t.v, t.v_stride, f.width, f.height) == 0;
}

bool run(ConvertPacked convert, const AVFrame& f, const Target& t) {
  return convert(f.data[0], f.linesize[0], t.y, t.y_stride, t.u, t.u_stride, t.v, t.v_stride,
                 f.width, f.height) == 0;
}

/// False where libyuv has no direct function for this layout.
bool by_libyuv(const AVFrame& f, const Target& t) {
  switch (f.format) {
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVJ420P:
      return run(libyuv::I420Copy, f, t);  // stored upside down: negative strides
    case AV_PIX_FMT_YUV422P:
    case AV_PIX_FMT_YUVJ422P:
      return run(libyuv::I422ToI420, f, t);
    case AV_PIX_FMT_YUV444P:
    case AV_PIX_FMT_YUVJ444P:
      return run(libyuv::I444ToI420, f, t);
    case AV_PIX_FMT_YUV420P10LE:
      return run(libyuv::I010ToI420, f, t);
    case AV_PIX_FMT_YUV420P12LE:
      return run(libyuv::I012ToI420, f, t);
    case AV_PIX_FMT_YUV422P10LE:
      return run(libyuv::I210ToI420, f, t);
    case AV_PIX_FMT_YUV444P10LE:
      return run(libyuv::I410ToI420, f, t);
    case AV_PIX_FMT_NV12:
      return run(libyuv::NV12ToI420, f, t);
    case AV_PIX_FMT_NV21:
      return run(libyuv::NV21ToI420, f, t);
    case AV_PIX_FMT_YUYV422:
      return run(libyuv::YUY2ToI420, f, t);
    case AV_PIX_FMT_UYVY422:
      return run(libyuv::UYVYToI420, f, t);
    default:
      return false;
  }
}

bool is_planar_420(const AVFrame& f) {
  const bool format = f.format == AV_PIX_FMT_YUV420P || f.format == AV_PIX_FMT_YUVJ420P ||
                      f.format == AV_PIX_FMT_YUVA420P;
  return format && f.linesize[0] > 0 && f.linesize[1] > 0 && f.linesize[2] > 0;
}

}  // namespace

void PlaneStore::fit(int width, int height) {
  const int luma = aligned_row(width), chroma = aligned_row((width + 1) / 2);
  const int rows = height, chroma_rows = (height + 1) / 2;
  const std::size_t luma_bytes = static_cast<std::size_t>(luma) * static_cast<std::size_t>(rows);
  const std::size_t chroma_bytes =
      static_cast<std::size_t>(chroma) * static_cast<std::size_t>(chroma_rows);
  const std::size_t total = luma_bytes + 2 * chroma_bytes + kAlignment;
  if (total > capacity_) {
    memory_.reset(static_cast<std::uint8_t*>(av_malloc(total)));
    capacity_ = memory_ ? total : 0;
    if (!memory_) {  // the size is what a file says: one bit a pixel can ask for gigabytes
      throw Error(
          ErrorKind::input, "",
          "no memory for a picture of " + std::to_string(width) + " x " + std::to_string(height));
    }
  }
  planes_[0] = memory_.get();
  planes_[1] = planes_[0] + luma_bytes;
  planes_[2] = planes_[1] + chroma_bytes;
  strides_[0] = luma;
  strides_[1] = strides_[2] = chroma;
}

bool Converter::convert(const AVFrame& frame, Frame& out) {
  if (frame.width <= 0 || frame.height <= 0) return false;  // from three bytes of a JPEG
  if (std::max(frame.width, frame.height) > kLargestSide) return false;
  views_frame_ = is_planar_420(frame);
  views_store_ = !views_frame_;
  if (views_frame_) {
    std::copy_n(frame.data, 3, out.planes);
    std::copy_n(frame.linesize, 3, out.strides);
    return true;
  }
  if (!store_) store_ = stores_.take();
  store_->fit(frame.width, frame.height);
  give_store(out);
  if (frame.format == AV_PIX_FMT_GRAY8 && frame.linesize[0] > 0) {
    for (const int plane : {1, 2}) {
      std::memset(store_->planes()[plane], kNeutralChroma,
                  static_cast<std::size_t>(store_->strides()[plane]) *
                      static_cast<std::size_t>((frame.height + 1) / 2));
    }
    views_frame_ = true;
    out.planes[0] = frame.data[0];
    out.strides[0] = frame.linesize[0];
    return true;
  }
  const Target target{store_->planes()[0],  store_->planes()[1],  store_->planes()[2],
                      store_->strides()[0], store_->strides()[1], store_->strides()[2]};
  return by_libyuv(frame, target) || by_swscale(frame);
}

std::shared_ptr<const void> Converter::hold(const AVFrame& frame) {
  struct Held {
    FrameHandle frame;
    std::shared_ptr<PlaneStore> store;
  };
  const auto held = std::make_shared<Held>();
  if (views_store_) held->store = std::move(store_);
  if (views_frame_) held->frame.reset(av_frame_clone(&frame));
  if (views_frame_ && !held->frame) throw Error(ErrorKind::internal, "", "no memory for a picture");
  return held;
}

void Converter::give_store(Frame& out) const {
  std::copy_n(store_->planes(), 3, out.planes);
  std::copy_n(store_->strides(), 3, out.strides);
}

bool Converter::by_swscale(const AVFrame& frame) {
  const auto format = static_cast<AVPixelFormat>(frame.format);
  if (!sws_isSupportedInput(format)) return false;
  const Key key{frame.width, frame.height, frame.format, full_range(frame)};
  if (!sws_ || key != sws_key_) {
    sws_.reset(sws_getContext(frame.width, frame.height, format, frame.width, frame.height,
                              AV_PIX_FMT_YUV420P, SWS_BILINEAR, nullptr, nullptr, nullptr));
    if (!sws_) return false;
    // RGB becomes full-range BT.601; what is YUV already keeps its range and matrix.
    const int* matrix = sws_getCoefficients(SWS_CS_ITU601);
    constexpr int kOne = 1 << 16;
    sws_setColorspaceDetails(sws_.get(), matrix, key.full_range, matrix, key.full_range, 0, kOne,
                             kOne);
    sws_key_ = key;
  }
  return sws_scale(sws_.get(), frame.data, frame.linesize, 0, frame.height, store_->planes(),
                   store_->strides()) == frame.height;
}

}  // namespace mien::media
