#include "drawing/mp4_writer.h"

#include <algorithm>
#include <cmath>
#include <system_error>

namespace mien::drawing {

namespace {

constexpr int kTicks = 90000;  // a second; exact for the usual rates, fine enough for variable ones
constexpr AVRational kTimeBase{1, kTicks};
// FFmpeg 5 forgets the order of an MP4's pictures where one is shown more than 2^28 ticks (50
// minutes) after it is decoded, and refuses to write one that stays for over 6.6 hours.
constexpr std::int64_t kLongestStep = std::int64_t{2400} * kTicks;

struct Tags {
  AVColorSpace space;
  AVColorPrimaries primaries;
  AVColorTransferCharacteristic transfer;
};

Tags tags_of(ColorMatrix matrix) {
  switch (matrix) {
    case ColorMatrix::bt709:
      return {AVCOL_SPC_BT709, AVCOL_PRI_BT709, AVCOL_TRC_BT709};
    case ColorMatrix::bt2020:
      return {AVCOL_SPC_BT2020_NCL, AVCOL_PRI_BT2020, AVCOL_TRC_BT2020_10};
    case ColorMatrix::bt601:
      break;
  }
  return {AVCOL_SPC_SMPTE170M, AVCOL_PRI_SMPTE170M, AVCOL_TRC_SMPTE170M};
}

}  // namespace

int Mp4Writer::check(int code, const std::string& what) const {
  return media::av_check(code, ErrorKind::output, file_.string(), what,
                         "check free space and access rights");
}

Mp4Writer::Mp4Writer(const std::filesystem::path& file, const Mp4Format& format)
    : file_(file),
      part_(file),
      format_(format),
      frame_(media::make_frame()),
      packet_(media::make_packet()) {
  media::silence_av_log();
  part_ += ".part";
  std::error_code ignored;  // opening the file will tell
  if (file_.has_parent_path()) std::filesystem::create_directories(file_.parent_path(), ignored);
  try {
    open_encoder(format);
    open_file();
  } catch (...) {
    std::filesystem::remove(part_, ignored);
    throw;
  }
}

Mp4Writer::~Mp4Writer() {
  if (finished_) return;
  muxer_.reset();
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

void Mp4Writer::open_encoder(const Mp4Format& format) {
  const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
  if (!codec)
    throw Error(ErrorKind::output, file_.string(), "this FFmpeg has no H.264 encoder",
                "install a libavcodec with libx264");
  encoder_.reset(avcodec_alloc_context3(codec));
  if (!encoder_) throw Error(ErrorKind::internal, file_.string(), "no memory for the encoder");
  const Tags tags = tags_of(format.matrix);
  const double fps = std::isfinite(format.fps) ? std::clamp(format.fps, 0.1, 1000.0) : 25.0;
  encoder_->width = format.width;
  encoder_->height = format.height;
  encoder_->pix_fmt = AV_PIX_FMT_YUV420P;
  encoder_->sample_aspect_ratio = {1, 1};
  encoder_->time_base = kTimeBase;
  encoder_->framerate = av_d2q(fps, 1001000);
  encoder_->gop_size = std::max(1, static_cast<int>(std::lround(fps * format.keyframe_seconds)));
  encoder_->thread_count = 1;  // threads are the runtime's business
  encoder_->colorspace = tags.space;
  encoder_->color_primaries = tags.primaries;
  encoder_->color_trc = tags.transfer;
  encoder_->color_range = format.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  media::Options options;
  options.set("preset", "veryfast").set("crf", format.as_cameras ? "26" : "20");
  if (format.as_cameras) options.set("tune", "zerolatency");
  check(avcodec_open2(encoder_.get(), codec, options.out()), "cannot open the H.264 encoder");
  frame_->format = AV_PIX_FMT_YUV420P;
  frame_->width = format.width;
  frame_->height = format.height;
  check(av_frame_get_buffer(frame_.get(), 0), "cannot allocate a picture");
}

void Mp4Writer::open_file() {
  const std::string part = part_.string();
  AVFormatContext* muxer = nullptr;
  check(avformat_alloc_output_context2(&muxer, nullptr, "mp4", part.c_str()),
        "cannot create an MP4 file");
  muxer_.reset(muxer);
  AVStream* stream = avformat_new_stream(muxer_.get(), nullptr);
  if (!stream) throw Error(ErrorKind::internal, file_.string(), "no memory for the stream");
  stream->time_base = kTimeBase;
  stream->avg_frame_rate = encoder_->framerate;
  check(avcodec_parameters_from_context(stream->codecpar, encoder_.get()),
        "cannot create an MP4 file");
  // "file:" keeps a name with a colon from being taken for a protocol.
  check(avio_open(&muxer_->pb, ("file:" + part).c_str(), AVIO_FLAG_WRITE), "cannot write");
  av_freep(&muxer_->url);
  muxer_->url = av_strdup(("file:" + part).c_str());
  media::Options options;
  options.set("movflags", "+faststart");
  check(avformat_write_header(muxer_.get(), options.out()), "cannot write");
}

media::Surface Mp4Writer::surface() {
  check(av_frame_make_writable(frame_.get()), "cannot allocate a picture");
  media::Surface surface;
  for (int i = 0; i < 3; ++i) {
    surface.planes[i] = frame_->data[i];
    surface.strides[i] = frame_->linesize[i];
  }
  surface.width = format_.width;
  surface.height = format_.height;
  surface.matrix = format_.matrix;
  surface.full_range = format_.full_range;
  return surface;
}

void Mp4Writer::write(double seconds) {
  const double ticks = std::isfinite(seconds) ? std::clamp(seconds, 0.0, 1e9) * kTicks : 0;
  const std::int64_t wished = std::llround(ticks) - cut_;
  const bool far = last_time_ >= 0 && wished > last_time_ + kLongestStep;
  if (far) cut_ += wished - last_time_ - kLongestStep;
  const std::int64_t time = far ? last_time_ + kLongestStep : wished;
  last_time_ = std::max<std::int64_t>(last_time_ + 1, time);
  frame_->pts = last_time_;
  encode(frame_.get());
}

void Mp4Writer::encode(const AVFrame* frame) {
  check(avcodec_send_frame(encoder_.get(), frame), "cannot encode a picture");
  const AVStream* stream = muxer_->streams[0];
  while (true) {
    const int code = avcodec_receive_packet(encoder_.get(), packet_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
    check(code, "cannot encode a picture");
    packet_->duration = av_rescale_q(1, av_inv_q(encoder_->framerate), kTimeBase);
    av_packet_rescale_ts(packet_.get(), kTimeBase, stream->time_base);
    packet_->stream_index = 0;
    check(av_interleaved_write_frame(muxer_.get(), packet_.get()), "cannot write");
  }
}

void Mp4Writer::finish() {
  encode(nullptr);
  check(av_write_trailer(muxer_.get()), "cannot write");
  check(avio_closep(&muxer_->pb), "cannot write");
  muxer_.reset();
  std::error_code failed;
  std::filesystem::rename(part_, file_, failed);
  if (failed)
    throw Error(ErrorKind::output, file_.string(), "cannot be renamed: " + failed.message(),
                "check that there is no folder of that name");
  finished_ = true;
}

}  // namespace mien::drawing
