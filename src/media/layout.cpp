#include "media/layout.h"

extern "C" {
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cmath>
#include <cstring>

namespace mien::media {
namespace {

constexpr double kWidestPixel = 16;  ///< beyond this a pixel aspect ratio is an error of the file
constexpr int kHdHeight = 720;       ///< from here on untagged video is BT.709

bool is_rgb(AVPixelFormat format) {
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(format);
  return d && (d->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BAYER));
}

bool is_gray(AVPixelFormat format) {
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(format);
  return d && d->nb_components <= 2 && !is_rgb(format);
}

ColorMatrix matrix_of(const AVFrame& frame, bool still) {
  if (is_rgb(static_cast<AVPixelFormat>(frame.format)))
    return ColorMatrix::bt601;  // as we convert it
  switch (frame.colorspace) {
    case AVCOL_SPC_BT709:
    case AVCOL_SPC_SMPTE240M:
      return ColorMatrix::bt709;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return ColorMatrix::bt2020;
    case AVCOL_SPC_UNSPECIFIED:
    case AVCOL_SPC_RESERVED:
      return !still && frame.height >= kHdHeight ? ColorMatrix::bt709 : ColorMatrix::bt601;
    default:
      return ColorMatrix::bt601;
  }
}

bool sane(AVRational aspect) {
  if (aspect.num <= 0 || aspect.den <= 0) return false;
  const double ratio = av_q2d(aspect);
  return ratio <= kWidestPixel && ratio >= 1 / kWidestPixel;
}

}  // namespace

int clockwise_rotation(const std::int32_t* matrix) {
  std::int32_t m[9];
  std::memcpy(m, matrix, sizeof m);
  const double determinant = static_cast<double>(m[0]) * m[4] - static_cast<double>(m[1]) * m[3];
  if (determinant < 0) {  // negate x of what comes out; INT32_MIN has no opposite
    for (const int i : {0, 3, 6}) m[i] = m[i] == INT32_MIN ? INT32_MAX : -m[i];
  }
  const double degrees = -av_display_rotation_get(m);
  if (!std::isfinite(degrees)) return 0;
  const int quarters = static_cast<int>(std::lround(degrees / 90));
  return ((quarters % 4 + 4) % 4) * 90;
}

int stream_rotation(const AVStream& stream) {
  std::size_t size = 0;
#if LIBAVFORMAT_VERSION_MAJOR >= 61  // FFmpeg 7 keeps it with the codec's parameters
  const AVPacketSideData* side =
      av_packet_side_data_get(stream.codecpar->coded_side_data, stream.codecpar->nb_coded_side_data,
                              AV_PKT_DATA_DISPLAYMATRIX);
  const std::uint8_t* data = side ? side->data : nullptr;
  if (side) size = side->size;
#else
  const std::uint8_t* data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
#endif
  if (!data || size < 9 * sizeof(std::int32_t)) return 0;
  return clockwise_rotation(reinterpret_cast<const std::int32_t*>(data));
}

StreamLayout layout_of(const AVStream& stream) {
  const AVCodecID codec = stream.codecpar->codec_id;
  StreamLayout layout;
  layout.rotation = stream_rotation(stream);
  layout.still = codec == AV_CODEC_ID_MJPEG || codec == AV_CODEC_ID_WEBP;
  for (const AVRational aspect :
       {stream.codecpar->sample_aspect_ratio, stream.sample_aspect_ratio}) {
    if (sane(aspect)) layout.pixel_aspect = aspect;
  }
  return layout;
}

DisplaySize shown_size(int width, int height, AVRational pixel_aspect, int rotation) {
  if (width <= 0 || height <= 0) return {};  // not known yet, or never
  if (sane(pixel_aspect)) {
    width = std::max(1, static_cast<int>(std::lround(width * av_q2d(pixel_aspect))));
  }
  if (rotation % 180 != 0) std::swap(width, height);
  return {width, height};
}

bool full_range(const AVFrame& frame) {
  const auto format = static_cast<AVPixelFormat>(frame.format);
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ411P:
      return true;
    default:
      break;
  }
  if (is_rgb(format)) return true;
  if (frame.color_range == AVCOL_RANGE_UNSPECIFIED) return is_gray(format);
  return frame.color_range == AVCOL_RANGE_JPEG;
}

void describe(const AVFrame& frame, const StreamLayout& layout, Frame& out) {
  out.width = frame.width;
  out.height = frame.height;
  out.matrix = matrix_of(frame, layout.still);
  out.full_range = full_range(frame);
  out.still = false;
  out.rotation = layout.rotation;
  const AVFrameSideData* turned = av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX);
  if (turned && turned->size >= 9 * sizeof(std::int32_t)) {
    out.rotation = clockwise_rotation(reinterpret_cast<const std::int32_t*>(turned->data));
  }
  const AVRational aspect =
      sane(frame.sample_aspect_ratio) ? frame.sample_aspect_ratio : layout.pixel_aspect;
  const DisplaySize size = shown_size(frame.width, frame.height, aspect, out.rotation);
  out.info.width = size.width;
  out.info.height = size.height;
}

}  // namespace mien::media
