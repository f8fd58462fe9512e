/// \file How a container is opened.

#include "media/demuxer.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/url.h"
#include "media/container.h"
#include "media/device.h"
#include "media/resolve.h"

namespace mien::media {
namespace {

/// A camera has a few streams; each one announced costs memory.
constexpr int kMostStreams = 16;
/// What comes from a network in one of these; the other two hundred demuxers are for files.
constexpr char kNetworkFormats[] =
    "hls,mpegts,mpegtsraw,mpeg,mpjpeg,mjpeg,jpeg_pipe,png_pipe,webp_pipe,"
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,flv,live_flv,avi,ogg,"
    "h264,hevc,m4v,mpegvideo,aac,mp3";
constexpr char kRtspFormats[] = "rtsp,sdp,rtp,mpegts";

InputHandle new_format() {
  InputHandle format(avformat_alloc_context());
  if (!format) throw Error(ErrorKind::internal, "", "no memory for a demuxer");
  return format;
}

/// FFmpeg takes an address that ends in .jpg for files on a disk: then the content alone decides.
int find_kind(const AVFormatContext& format, const std::string& url, const AVInputFormat*& kind) {
  const int code = av_probe_input_buffer2(format.pb, &kind, url.c_str(), nullptr, 0, 0);
  if (code < 0 || std::string_view(kind->name) != "image2") return code;
  kind = nullptr;
  return av_probe_input_buffer2(format.pb, &kind, "", nullptr, 0, 0);
}

}  // namespace

Demuxer::Demuxer(std::string name, std::unique_ptr<Bytes> bytes, const char* kind)
    : name_(std::move(name)), io_(std::make_unique<BytesIo>(std::move(bytes))) {
  silence_av_log();
  format_ = new_format();
  format_->pb = io_->context();
  format_->flags |= AVFMT_FLAG_CUSTOM_IO;
  format_->opaque = this;
  format_->io_open = &Demuxer::refuse_to_open;
  Options options;
  options.set("protocol_whitelist", "none");
  start("", options, kind ? av_find_input_format(kind) : nullptr);
}

Demuxer::Demuxer(const std::string& url, ConnectionOptions network)
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
    if (network_.transport == Transport::automatic) {
      options.set("rtsp_flags", "prefer_tcp");
    } else {
      options.set("rtsp_transport", std::string(name_of(network_.transport)).c_str());
    }
  } else {
    options.set("format_whitelist", kNetworkFormats);
    options.set("http_persistent",
                "0");  // HLS: what is asked over a kept connection, no guard sees
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
  guard_ = std::make_unique<NetworkGuard>(
      *format_, network_.rule, [this](const char* url, int code) { part_opened(url, code); });
  format_->max_streams = kMostStreams;
}

void Demuxer::forbidden() const {
  throw Unwelcome(name_, "cameras that are added over the API may not use this address",
                  "allow its network in server.camera_inputs, or add the camera in the file");
}

Demuxer::Demuxer(std::string name, const std::string& device, ConnectionOptions network)
    : name_(std::move(name)), network_(std::move(network)) {
  silence_av_log();
  format_ = new_format();
  format_->flags |= AVFMT_FLAG_NONBLOCK;  // so that a camera that hangs can be left
  Options options;
  start(device, options, device_format(name_, device));
}

bool Demuxer::interrupted() const {
  if (network_.stop && *network_.stop) return true;
  // A recording's index may be large; a camera has none.
  if (guard_ && network_.low_delay && reading_ && guard_->sends_without_end(*reading_)) return true;
  return deadline_ms_ > 0 && steady_ms() > deadline_ms_;
}

void Demuxer::be_patient(double ms) {
  if (!local()) deadline_ms_ = steady_ms() + ms;
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
  reading_ = format_.get();
  const bool http = url_scheme(url).starts_with("http");
  if (const int code = http ? guard_->begin(*format_, url, options.out()) : 0; code < 0)
    cannot_open(code);
  if (const int code = http ? find_kind(*format_, url, kind) : 0; code < 0) cannot_open(code);
  AVFormatContext* raw = format_.release();
  reading_ = raw;
  const int code = avformat_open_input(&raw, url.c_str(), kind, options.out());
  format_.reset(raw);
  reading_ = raw;
  if (code < 0) cannot_open(code);
  if (guard_) guard_->header_read();
  if (!local()) check_index_is_within_reach();
  if (local()) gaps_.watch(*format_);
  gaps_.before_read();
  read_streams();
  gap_waits_ = local() && gaps_.met_ahead(io_->bytes());
  choose_stream();
  if (local()) look_at_times();
  if (!local()) check_something_was_decoded();
}

/// libavformat decodes until it knows the pictures. Who lost patience before cut the connection off
/// in the middle of a packet: nothing can be read from it any more.
void Demuxer::check_something_was_decoded() const {
  if (stream_->codecpar->format >= 0 || !(deadline_ms_ > 0) || steady_ms() < deadline_ms_) return;
  throw Error(ErrorKind::input, name_,
              fmt::format("data comes, but no picture for {:g} s", network_.connect_ms / 1e3),
              "check whether the stream is encrypted, and that a keyframe comes more often");
}

void Demuxer::cannot_open(int code) const {
  if (!local()) {
    if (code == AVERROR(EACCES) && network_.rule) forbidden();
    if (code == AVERROR_HTTP_UNAUTHORIZED || code == AVERROR_HTTP_FORBIDDEN) {
      throw Unwelcome(name_, "the user name or the password is wrong: " + av_text(code),
                      "give them in the address, as rtsp://USER:PASSWORD@HOST");
    }
    if (!missing_part_.empty()) throw_missing();
    av_check(code, ErrorKind::input, name_, "cannot be opened",
             "check the address and the network");
  }
  if (refused_ || is_playlist(io_->bytes())) throw_refused();
  if (mp4_index_missing(io_->bytes())) {
    throw Error(ErrorKind::input, name_, "truncated: its index is missing",
                "the recording was cut off; copy it again or repair it");
  }
  if (code == AVERROR_INVALIDDATA)
    throw Error(ErrorKind::input, name_, "is not a media file (" + av_text(code) + ")",
                "give a video, a picture or a folder of them");
  std::uint8_t last = 0;  // where that can be read, the disk is sound
  Bytes& bytes = io_->bytes();
  if ((code == AVERROR_EOF || code == AVERROR(EIO)) &&
      bytes.read_at(bytes.size() - 1, &last, 1) == 1)
    throw Error(ErrorKind::input, name_, "truncated: it ends within its header",
                "the recording was cut off; copy it again");
  throw Error(ErrorKind::input, name_, "cannot be read (" + av_text(code) + ")",
              "check the disk, or copy the file again");
}

void Demuxer::read_streams() {
  be_patient(network_.connect_ms);
  const std::size_t count = format_->nb_streams;
  std::vector<AVDictionary*> options(std::max<std::size_t>(count, 1), nullptr);
  for (AVDictionary*& each : options) av_dict_set_int(&each, "max_pixels", network_.max_pixels, 0);
  const int code = avformat_find_stream_info(format_.get(), options.data());
  for (AVDictionary*& each : options) av_dict_free(&each);
  if (code < 0 && refused_) throw_refused();
  if (code < 0 && !missing_part_.empty()) throw_missing();
  av_check(code, ErrorKind::input, name_, "its streams cannot be read",
           local() ? "copy the file again" : "check the camera and the network");
}

}  // namespace mien::media
