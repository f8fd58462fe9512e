/// \file How a container is opened, and which of its streams is read.

#include <tuple>
#include <vector>

#include "video/container.h"
#include "video/demuxer.h"
#include "video/device.h"
#include "video/resolve.h"
#include "video/url.h"

namespace mien::video {
namespace {

/// A camera has a few streams; each one announced costs memory.
constexpr int kMostStreams = 16;
/// What comes from a network in one of these; the other two hundred demuxers are for files.
constexpr char kNetworkFormats[] =
    "hls,mpegts,mpegtsraw,mpeg,mpjpeg,mjpeg,jpeg_pipe,png_pipe,webp_pipe,"
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,flv,live_flv,avi,ogg,"
    "h264,hevc,m4v,mpegvideo,aac,mp3";
constexpr char kRtspFormats[] = "rtsp,sdp,rtp,mpegts";

/// Containers that name other files or hosts (playlists, references) get this for an answer.
int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EPERM);
}

InputHandle new_format() {
  InputHandle format(avformat_alloc_context());
  if (!format) throw Error(ErrorKind::internal, "", "no memory for a demuxer");
  return format;
}

/// The better the larger: default before others, then by pixels; −1: not a moving picture.
std::pair<int, std::int64_t> rank(const AVStream& stream) {
  const AVCodecParameters& p = *stream.codecpar;
  const int stills = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
  if (p.codec_type != AVMEDIA_TYPE_VIDEO || (stream.disposition & stills)) return {-1, 0};
  if (!avcodec_find_decoder(p.codec_id)) return {0, 0};
  const int preferred = stream.disposition & AV_DISPOSITION_DEFAULT ? 2 : 1;
  return {preferred, std::int64_t{p.width} * p.height};
}

std::string why_no_video(const AVFormatContext& format) {
  bool audio = false, cover = false;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVMediaType type = format.streams[i]->codecpar->codec_type;
    audio |= type == AVMEDIA_TYPE_AUDIO;
    cover |= type == AVMEDIA_TYPE_VIDEO;
  }
  if (audio && cover) return "has no video stream (only audio and a cover picture)";
  if (audio) return "has no video stream (only audio)";
  return cover ? "has no video stream (only a cover picture)" : "is not a video file";
}

}  // namespace

Demuxer::Demuxer(std::string name, std::unique_ptr<Bytes> bytes)
    : name_(std::move(name)), io_(std::make_unique<BytesIo>(std::move(bytes))) {
  silence_av_log();
  format_ = new_format();
  format_->pb = io_->context();
  format_->flags |= AVFMT_FLAG_CUSTOM_IO;
  format_->io_open = refuse_to_open;
  Options options;
  options.set("protocol_whitelist", "none");
  start("", options);
}

Demuxer::Demuxer(const std::string& url, NetworkOptions network)
    : name_(masked(url)), network_(std::move(network)) {
  silence_av_log();
  avformat_network_init();
  format_ = new_format();
  Options options;
  const auto microseconds = static_cast<std::int64_t>(network_.read_ms * 1000);
  options.set("rw_timeout", microseconds).set("timeout", microseconds);
  guard();
  if (url_scheme(url).starts_with("rtsp")) {
    options.set("protocol_whitelist", "rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto");
    options.set("format_whitelist", kRtspFormats);
    options.set("allowed_media_types", "video");
    if (network_.transport == "auto") {
      options.set("rtsp_flags", "prefer_tcp");
    } else {
      options.set("rtsp_transport", network_.transport.c_str());
    }
  } else {
    options.set("format_whitelist", kNetworkFormats);
    format_->protocol_whitelist = av_strdup("http,https,httpproxy,tcp,tls,crypto");
  }
  be_patient(network_.connect_ms);
  await_name(name_, host_of(url), [this] { return interrupted(); });
  if (!guard_->may_open(url)) forbidden();
  start(url, options);
  // RTSP follows redirects by itself, and says where to.
  if (!guard_->may_open(format_->url)) forbidden();
}

void Demuxer::guard() {
  guard_ = std::make_unique<NetworkGuard>(*format_, network_.rule);
  format_->max_streams = kMostStreams;
}

void Demuxer::forbidden() const {
  throw Unwelcome(name_, "its address is not one that a camera named over the API may have",
                  "name its network in server.camera_inputs, or the camera in the file");
}

Demuxer::Demuxer(std::string name, const std::string& device, NetworkOptions network)
    : name_(std::move(name)), network_(std::move(network)) {
  silence_av_log();
  format_ = new_format();
  format_->flags |= AVFMT_FLAG_NONBLOCK;  // so that a camera that hangs can be left
  Options options;
  start(device, options, device_format(name_, device));
}

void Demuxer::start(const std::string& url, Options& options, const AVInputFormat* kind) {
  be_patient(network_.connect_ms);
  if (!local()) {
    format_->interrupt_callback = {
        [](void* self) { return static_cast<const Demuxer*>(self)->interrupted() ? 1 : 0; }, this};
  }
  if (network_.low_delay) {
    format_->max_analyze_duration = AV_TIME_BASE / 2;
    format_->fps_probe_size = 2;
  }
  const bool http = url_scheme(url).starts_with("http");
  if (const int code = http ? guard_->begin(*format_, url, options.out()) : 0; code < 0)
    cannot_open(code);
  AVFormatContext* raw = format_.release();
  reading_ = raw;
  const int code = avformat_open_input(&raw, url.c_str(), kind, options.out());
  format_.reset(raw);
  reading_ = raw;
  if (code < 0) cannot_open(code);
  read_streams();
  choose_stream();
}

void Demuxer::cannot_open(int code) const {
  if (!local()) {
    if (code == AVERROR(EACCES) && network_.rule) forbidden();
    if (code == AVERROR_HTTP_UNAUTHORIZED || code == AVERROR_HTTP_FORBIDDEN) {
      throw Unwelcome(name_, "the user name or the password is wrong: " + av_text(code),
                      "give them in the address, as rtsp://USER:PASSWORD@HOST");
    }
    av_check(code, ErrorKind::input, name_, "cannot be opened",
             "check the address and the network");
  }
  if (mp4_index_missing(io_->bytes())) {
    throw Error(ErrorKind::input, name_, "truncated: its index is missing",
                "the recording was cut off; copy it again or repair it");
  }
  const char* what = code == AVERROR_INVALIDDATA ? "is not a media file" : "cannot be read";
  throw Error(ErrorKind::input, name_, std::string(what) + " (" + av_text(code) + ")");
}

void Demuxer::read_streams() {
  be_patient(network_.connect_ms);
  const std::size_t count = format_->nb_streams;
  std::vector<AVDictionary*> options(std::max<std::size_t>(count, 1), nullptr);
  for (AVDictionary*& each : options) av_dict_set_int(&each, "max_pixels", network_.max_pixels, 0);
  const int code = avformat_find_stream_info(format_.get(), options.data());
  for (AVDictionary*& each : options) av_dict_free(&each);
  av_check(code, ErrorKind::input, name_, "its streams cannot be read");
}

void Demuxer::choose_stream() {
  std::pair<int, std::int64_t> best{-1, 0};
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    AVStream* candidate = format_->streams[i];
    const auto found = rank(*candidate);
    if (found > best) std::tie(best, stream_) = std::tuple(found, candidate);
  }
  if (!stream_) {
    throw Error(ErrorKind::input, name_, why_no_video(*format_),
                "give a file with moving pictures");
  }
  const AVCodecParameters& p = *stream_->codecpar;
  if (best.first == 0) {
    throw Error(ErrorKind::input, name_,
                std::string("no decoder for its codec ") + avcodec_get_name(p.codec_id));
  }
  if (std::int64_t{p.width} * p.height > network_.max_pixels) {
    throw Error(ErrorKind::input, name_,
                "a picture of " + std::to_string(p.width) + " x " + std::to_string(p.height) +
                    " is too large",
                network_.max_pixels == kMaxPixels
                    ? "at most 16384 x 16384 pixels"
                    : "live.max_megapixels can allow it, at the price of memory");
  }
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    if (format_->streams[i] != stream_) format_->streams[i]->discard = AVDISCARD_ALL;
  }
}

}  // namespace mien::video
