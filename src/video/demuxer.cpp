#include "video/demuxer.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "video/container.h"
#include "video/device.h"
#include "video/resolve.h"
#include "video/url.h"

namespace mien::video {
namespace {

constexpr int kMostProblemsInARow = 100;
constexpr std::chrono::milliseconds kDeviceNap(3);

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
  if (url_scheme(url).starts_with("rtsp")) {
    options.set("protocol_whitelist", "rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto");
    options.set("allowed_media_types", "video");
    if (network_.transport == "auto") {
      options.set("rtsp_flags", "prefer_tcp");
    } else {
      options.set("rtsp_transport", network_.transport.c_str());
    }
  } else {
    options.set("protocol_whitelist", "http,https,httpproxy,tcp,tls,crypto");
  }
  be_patient(network_.connect_ms);
  await_name(name_, host_of(url), [this] { return interrupted(); });
  start(url, options);
}

Demuxer::Demuxer(std::string name, const std::string& device, NetworkOptions network)
    : name_(std::move(name)), network_(std::move(network)) {
  silence_av_log();
  format_ = new_format();
  format_->flags |= AVFMT_FLAG_NONBLOCK;  // so that a camera that hangs can be left
  Options options;
  start(device, options, device_format(name_, device));
}

bool Demuxer::interrupted() const {
  if (network_.stop && *network_.stop) return true;
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
  AVFormatContext* raw = format_.release();
  const int code = avformat_open_input(&raw, url.c_str(), kind, options.out());
  format_.reset(raw);
  if (code < 0) cannot_open(code);
  read_streams();
  choose_stream();
}

void Demuxer::cannot_open(int code) const {
  if (!local()) {
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
  for (AVDictionary*& each : options) av_dict_set_int(&each, "max_pixels", kMaxPixels, 0);
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
  if (std::int64_t{p.width} * p.height > kMaxPixels) {
    throw Error(ErrorKind::input, name_,
                "a picture of " + std::to_string(p.width) + " x " + std::to_string(p.height) +
                    " is too large",
                "at most 16384 x 16384 pixels");
  }
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    if (format_->streams[i] != stream_) format_->streams[i]->discard = AVDISCARD_ALL;
  }
}

Demuxer::Step Demuxer::next(AVPacket& packet) {
  for (;;) {
    be_patient(network_.read_ms);
    av_packet_unref(&packet);
    int code = av_read_frame(format_.get(), &packet);
    while (code == AVERROR(EAGAIN) && wait_for_device())
      code = av_read_frame(format_.get(), &packet);
    if (code >= 0) {
      if (packet.stream_index != stream_->index) continue;
      problems_in_a_row_ = 0;
      if (packet.dts != AV_NOPTS_VALUE) last_dts_ = std::max(last_dts_, packet.dts);
      return Step::packet;
    }
    if (code == AVERROR_EOF || (network_.stop && *network_.stop)) return Step::end;
    problem_ = "between packets: " + av_text(code);
    if (++problems_in_a_row_ > kMostProblemsInARow) {
      throw Error(ErrorKind::input, name_, "stopped before its end: " + problem_,
                  "check the camera or the disk");
    }
    if (code == AVERROR_EXIT || code == AVERROR(ETIMEDOUT))
      problems_in_a_row_ = kMostProblemsInARow;
    return Step::damaged;
  }
}

/// False where there is nothing to wait for.
bool Demuxer::wait_for_device() const {
  if (!(format_->flags & AVFMT_FLAG_NONBLOCK) || interrupted()) return false;
  std::this_thread::sleep_for(kDeviceNap);
  return true;
}

bool Demuxer::seek(std::int64_t timestamp) {
  last_dts_ = AV_NOPTS_VALUE;
  problems_in_a_row_ = 0;
  return av_seek_frame(format_.get(), stream_->index, timestamp, AVSEEK_FLAG_BACKWARD) >= 0;
}

std::int64_t Demuxer::missing_at_end() {
  if (!local()) return 0;
  if (!std::string(format_->iformat->name).starts_with("mov"))
    return ends_early(io_->bytes()) ? 1 : 0;
  std::int64_t missing = 0;
  for (int i = avformat_index_get_entries_count(stream_) - 1; i >= 0; --i) {
    const AVIndexEntry* entry = avformat_index_get_entry(stream_, i);
    if (!entry || (last_dts_ != AV_NOPTS_VALUE && entry->timestamp <= last_dts_)) break;
    ++missing;
  }
  return missing;
}

double Demuxer::seconds_of(const AVPacket& packet) const {
  const std::int64_t time = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  if (time == AV_NOPTS_VALUE) return -1;
  const std::int64_t start = stream_->start_time == AV_NOPTS_VALUE ? 0 : stream_->start_time;
  return (static_cast<double>(time) - static_cast<double>(start)) * av_q2d(stream_->time_base);
}

}  // namespace mien::video
