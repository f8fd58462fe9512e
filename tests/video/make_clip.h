#pragma once
/// \file Makes small clips for tests, with libav alone.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "media/av.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
}

namespace mien::test {

struct ClipSpec {
  std::string encoder =
      "libx264";  ///< libx265, mpeg4, mpeg2video, mjpeg, gif, libvpx-vp9, png, bmp …
  int width = 320, height = 240;
  int fps = 25;
  int frames = 50;
  int gop = 12;  ///< frames from keyframe to keyframe
  int b_frames = 0;
  bool open_gop = false;
  AVPixelFormat format = AV_PIX_FMT_YUV420P;
  int rotation = 0;  ///< degrees clockwise that a player turns the picture by
  AVRational pixel_aspect{1, 1};
  AVColorRange range = AVCOL_RANGE_UNSPECIFIED;
  AVColorSpace matrix = AVCOL_SPC_UNSPECIFIED;
  bool variable_rate = false;  ///< every third frame lasts three times as long
  int spacing = 1;             ///< of 1/fps, from frame to frame
  int first_pts = 0;           ///< in frames
  bool video = true, audio = false;
  std::vector<std::pair<std::string, std::string>> options;  ///< of the encoder
  std::vector<std::pair<std::string, std::string>> muxer_options;
};

/// Draws frame `index` into a yuv420p frame.
using Painter = std::function<void(int index, AVFrame& yuv420p)>;

/// A gradient that moves, and a bar whose place tells the index; no two frames are alike.
inline void paint_moving(int index, AVFrame& f) {
  for (int y = 0; y < f.height; ++y) {
    for (int x = 0; x < f.width; ++x) {
      const bool bar = (x + f.width - index * 5 % f.width) % f.width < 8;
      f.data[0][y * f.linesize[0] + x] =
          static_cast<std::uint8_t>(bar ? 230 : 30 + (x + 2 * y + 3 * index) % 180);
    }
  }
  for (int y = 0; y < (f.height + 1) / 2; ++y) {
    for (int x = 0; x < (f.width + 1) / 2; ++x) {
      f.data[1][y * f.linesize[1] + x] = static_cast<std::uint8_t>(64 + (x + index) % 128);
      f.data[2][y * f.linesize[2] + x] = static_cast<std::uint8_t>(64 + (y + 2 * index) % 128);
    }
  }
}

/// A still, gray scene before a sensor: noise of a few levels that differs from frame to frame.
inline void paint_still(int index, AVFrame& f) {
  for (int y = 0; y < f.height; ++y)
    for (int x = 0; x < f.width; ++x)
      f.data[0][y * f.linesize[0] + x] =
          static_cast<std::uint8_t>(100 + (x * 7 + y * 13 + index * 29) % 5);
  for (int plane : {1, 2})
    for (int y = 0; y < (f.height + 1) / 2; ++y)
      std::fill_n(f.data[plane] + y * f.linesize[plane], (f.width + 1) / 2, 128);
}

namespace detail {

using media::av_check;

inline void check(int code, const char* what) {
  av_check(code, ErrorKind::internal, "make_clip", what);
}

inline media::CodecHandle video_encoder(const ClipSpec& spec, AVStream& stream, bool global) {
  const AVCodec* codec = avcodec_find_encoder_by_name(spec.encoder.c_str());
  if (!codec) throw Error(ErrorKind::internal, "make_clip", "no encoder " + spec.encoder);
  media::CodecHandle c(avcodec_alloc_context3(codec));
  c->width = spec.width;
  c->height = spec.height;
  c->pix_fmt = spec.format;
  c->time_base = {1, spec.fps};
  c->framerate = {spec.fps, 1};
  c->gop_size = spec.gop;
  c->max_b_frames = spec.b_frames;
  c->sample_aspect_ratio = spec.pixel_aspect;
  c->color_range = spec.range;
  c->colorspace = spec.matrix;
  c->thread_count = 1;
  c->strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL;
  if (global) c->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  media::Options options;
  const std::string gop = std::to_string(spec.gop);
  if (spec.encoder == "libx264") {
    const std::string open = spec.open_gop ? "open-gop=1:" : "";
    options.set("preset", "ultrafast")
        .set("x264-params", (open + "scenecut=0:keyint=" + gop + ":min-keyint=" + gop).c_str());
  } else if (spec.encoder == "libx265") {
    const std::string open = spec.open_gop ? "open-gop=1" : "open-gop=0";
    options.set("preset", "ultrafast")
        .set("x265-params", (open + ":scenecut=0:log-level=none:pools=1:keyint=" + gop +
                             ":min-keyint=" + gop + ":bframes=" + std::to_string(spec.b_frames))
                                .c_str());
  } else if (spec.encoder.starts_with("libvpx")) {
    options.set("deadline", "realtime").set("cpu-used", "8");
  } else if (!spec.open_gop) {
    c->flags |= AV_CODEC_FLAG_CLOSED_GOP;
    options.set("sc_threshold", "1000000000");  // closed groups need keyframes at fixed places
  }
  for (const auto& [key, value] : spec.options) options.set(key.c_str(), value.c_str());
  check(avcodec_open2(c.get(), codec, options.out()), "opening the encoder");
  check(avcodec_parameters_from_context(stream.codecpar, c.get()), "codec parameters");
  stream.time_base = c->time_base;
  stream.sample_aspect_ratio = spec.pixel_aspect;
  if (!spec.variable_rate) stream.avg_frame_rate = c->framerate;
  if (spec.rotation != 0) {
    constexpr std::size_t kBytes = 9 * sizeof(std::int32_t);
#if LIBAVFORMAT_VERSION_MAJOR >= 61  // as media::layout_of reads it
    AVPacketSideData* side = av_packet_side_data_new(&stream.codecpar->coded_side_data,
                                                     &stream.codecpar->nb_coded_side_data,
                                                     AV_PKT_DATA_DISPLAYMATRIX, kBytes, 0);
    check(side ? 0 : AVERROR(ENOMEM), "side data");
    auto* matrix = reinterpret_cast<std::int32_t*>(side->data);
#else
    auto* matrix = reinterpret_cast<std::int32_t*>(
        av_stream_new_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, kBytes));
#endif
    av_display_rotation_set(matrix, spec.rotation);
  }
  return c;
}

inline media::CodecHandle audio_encoder(AVStream& stream, bool global) {
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
  media::CodecHandle c(avcodec_alloc_context3(codec));
  c->sample_rate = 44100;
  c->sample_fmt = AV_SAMPLE_FMT_FLTP;
  c->time_base = {1, 44100};
  av_channel_layout_default(&c->ch_layout, 1);
  if (global) c->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  check(avcodec_open2(c.get(), codec, nullptr), "opening the audio encoder");
  check(avcodec_parameters_from_context(stream.codecpar, c.get()), "codec parameters");
  stream.time_base = c->time_base;
  return c;
}

/// Encodes `frame` (nullptr: the rest) and hands the packets to the muxer.
inline void encode(AVCodecContext& c, AVFrame* frame, AVFormatContext& out, AVStream& stream) {
  check(avcodec_send_frame(&c, frame), "sending a frame");
  const media::PacketHandle packet = media::make_packet();
  while (avcodec_receive_packet(&c, packet.get()) >= 0) {
    if (packet->duration == 0) packet->duration = 1;  // a tick of video: MP4 hides a frame of none
    av_packet_rescale_ts(packet.get(), c.time_base, stream.time_base);
    packet->stream_index = stream.index;
    check(av_interleaved_write_frame(&out, packet.get()), "writing a packet");
  }
}

inline media::FrameHandle blank(AVPixelFormat format, int width, int height) {
  media::FrameHandle f = media::make_frame();
  f->format = format;
  f->width = width;
  f->height = height;
  check(av_frame_get_buffer(f.get(), 0), "frame buffer");
  return f;
}

inline void encode_video(const ClipSpec& spec, const Painter& paint, AVCodecContext& c,
                         AVFormatContext& out, AVStream& stream) {
  const media::FrameHandle drawn = blank(AV_PIX_FMT_YUV420P, spec.width, spec.height);
  const bool convert = spec.format != AV_PIX_FMT_YUV420P;
  const media::FrameHandle converted =
      convert ? blank(spec.format, spec.width, spec.height) : nullptr;
  const media::SwsHandle sws(convert ? sws_getContext(spec.width, spec.height, AV_PIX_FMT_YUV420P,
                                                      spec.width, spec.height, spec.format,
                                                      SWS_BILINEAR, nullptr, nullptr, nullptr)
                                     : nullptr);
  std::int64_t pts = spec.first_pts;
  for (int i = 0; i < spec.frames; ++i) {
    check(av_frame_make_writable(drawn.get()), "frame buffer");
    paint(i, *drawn);
    AVFrame* frame = drawn.get();
    if (convert) {
      frame = converted.get();
      check(av_frame_make_writable(frame), "frame buffer");
      sws_scale(sws.get(), drawn->data, drawn->linesize, 0, spec.height, frame->data,
                frame->linesize);
    }
    frame->pts = pts;
    frame->color_range = spec.range;
    frame->colorspace = spec.matrix;
    frame->sample_aspect_ratio = spec.pixel_aspect;
    pts += spec.variable_rate && i % 3 == 2 ? 3 : spec.spacing;
    encode(c, frame, out, stream);
  }
  encode(c, nullptr, out, stream);
}

inline void encode_audio(double seconds, AVCodecContext& c, AVFormatContext& out,
                         AVStream& stream) {
  for (int done = 0; done < seconds * c.sample_rate; done += c.frame_size) {
    const media::FrameHandle f = media::make_frame();
    f->format = c.sample_fmt;
    f->nb_samples = c.frame_size;
    f->sample_rate = c.sample_rate;
    check(av_channel_layout_copy(&f->ch_layout, &c.ch_layout), "channel layout");
    check(av_frame_get_buffer(f.get(), 0), "audio buffer");
    auto* samples = reinterpret_cast<float*>(f->data[0]);
    for (int i = 0; i < c.frame_size; ++i) samples[i] = 0.1F * std::sin(0.06F * (done + i));
    f->pts = done;
    encode(c, f.get(), out, stream);
  }
  encode(c, nullptr, out, stream);
}

}  // namespace detail

/// Writes a clip; the container follows from the file's extension. Throws Error(internal) where it
/// cannot.
inline void make_clip(const std::filesystem::path& file, const ClipSpec& spec = {},
                      const Painter& paint = paint_moving) {
  media::silence_av_log();
  const std::string url = "file:" + file.string();
  AVFormatContext* raw = nullptr;
  const bool still = spec.encoder == "png" || spec.encoder == "bmp" || spec.encoder == "libwebp" ||
                     file.extension() == ".jpg";
  detail::check(
      avformat_alloc_output_context2(&raw, nullptr, still ? "image2" : nullptr, url.c_str()),
      "choosing a container");
  const media::OutputHandle out(raw);
  if (still) av_opt_set_int(out->priv_data, "update", 1, 0);
  const bool global = out->oformat->flags & AVFMT_GLOBALHEADER;
  AVStream* picture = spec.video ? avformat_new_stream(out.get(), nullptr) : nullptr;
  AVStream* sound = spec.audio ? avformat_new_stream(out.get(), nullptr) : nullptr;
  const auto video_codec = picture ? detail::video_encoder(spec, *picture, global) : nullptr;
  const auto audio_codec = sound ? detail::audio_encoder(*sound, global) : nullptr;
  if (!(out->oformat->flags & AVFMT_NOFILE)) {
    detail::check(avio_open(&out->pb, url.c_str(), AVIO_FLAG_WRITE), "creating the file");
  }
  media::Options options;
  for (const auto& [key, value] : spec.muxer_options) options.set(key.c_str(), value.c_str());
  detail::check(avformat_write_header(out.get(), options.out()), "writing the header");
  if (picture) detail::encode_video(spec, paint, *video_codec, *out, *picture);
  if (sound) {
    detail::encode_audio(static_cast<double>(spec.frames) / spec.fps, *audio_codec, *out, *sound);
  }
  detail::check(av_write_trailer(out.get()), "finishing the file");
}

}  // namespace mien::test
