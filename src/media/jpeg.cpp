#include "media/jpeg.h"

#include <libyuv/convert.h>

#include "media/av.h"

namespace mien::media {
namespace {

constexpr int kQuality = 5;  ///< of 2 (best) to 31

CodecHandle open_encoder(int width, int height) {
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
  if (!codec) throw Error(ErrorKind::internal, "picture", "this build of FFmpeg writes no JPEG");
  CodecHandle context(avcodec_alloc_context3(codec));
  if (!context) throw Error(ErrorKind::internal, "picture", "no memory for an encoder");
  context->width = width;
  context->height = height;
  context->pix_fmt = AV_PIX_FMT_YUVJ420P;
  context->color_range = AVCOL_RANGE_JPEG;
  context->time_base = {1, 25};
  context->thread_count = 1;
  context->flags |= AV_CODEC_FLAG_QSCALE;
  context->global_quality = kQuality * FF_QP2LAMBDA;
  av_check(avcodec_open2(context.get(), codec, nullptr), ErrorKind::internal, "picture",
           "the JPEG encoder cannot be set up");
  return context;
}

}  // namespace

std::vector<std::uint8_t> encode_jpeg(const Canvas& bgr) {
  silence_av_log();
  const CodecHandle encoder = open_encoder(bgr.width, bgr.height);
  const FrameHandle frame = make_frame();
  frame->format = AV_PIX_FMT_YUVJ420P;
  frame->width = bgr.width;
  frame->height = bgr.height;
  frame->quality = encoder->global_quality;
  const auto check = [](int code) {
    av_check(code, ErrorKind::internal, "picture", "cannot be encoded");
  };
  check(av_frame_get_buffer(frame.get(), 0));
  libyuv::RGB24ToJ420(bgr.data, bgr.stride, frame->data[0], frame->linesize[0], frame->data[1],
                      frame->linesize[1], frame->data[2], frame->linesize[2], bgr.width,
                      bgr.height);
  check(avcodec_send_frame(encoder.get(), frame.get()));
  check(avcodec_send_frame(encoder.get(), nullptr));
  const PacketHandle packet = make_packet();
  check(avcodec_receive_packet(encoder.get(), packet.get()));
  return {packet->data, packet->data + packet->size};
}

}  // namespace mien::media
