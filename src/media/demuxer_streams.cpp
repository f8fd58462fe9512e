/// \file Which stream is read, where a container has several or they change, and what is missing.

#include <string_view>
#include <tuple>

#include <fmt/format.h>

#include "base/url.h"
#include "media/demuxer.h"

namespace mien::media {
namespace {

/// From what is not read to what is read first.
enum Rank { kNone = -1, kNoDecoder, kStill, kMoving, kDefault };

/// The better the larger: moving pictures before a single one (an animated AVIF has both), default
/// before others, then by pixels.
std::pair<int, std::int64_t> rank(const AVStream& stream) {
  const AVCodecParameters& p = *stream.codecpar;
  const int stills = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
  if (p.codec_type != AVMEDIA_TYPE_VIDEO || (stream.disposition & stills)) return {kNone, 0};
  if (!avcodec_find_decoder(p.codec_id)) return {kNoDecoder, 0};
  const bool preferred = stream.disposition & AV_DISPOSITION_DEFAULT;
  return {stream.nb_frames == 1 ? kStill
          : preferred           ? kDefault
                                : kMoving,
          std::int64_t{p.width} * p.height};
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

void Demuxer::choose_stream() {
  std::pair<int, std::int64_t> best{kNone, 0};
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    AVStream* candidate = format_->streams[i];
    const auto found = rank(*candidate);
    if (found > best) std::tie(best, stream_) = std::tuple(found, candidate);
  }
  const int alike = best.first > kStill ? kMoving : kStill;
  for (unsigned i = 0; i < format_->nb_streams; ++i)
    moving_streams_ += rank(*format_->streams[i]).first >= alike;
  if (!stream_) {
    throw Error(ErrorKind::input, name_, why_no_video(*format_),
                "give a file with moving pictures");
  }
  const AVCodecParameters& p = *stream_->codecpar;
  if (best.first == kNoDecoder) {
    throw Error(ErrorKind::input, name_,
                std::string("no decoder for its codec ") + avcodec_get_name(p.codec_id),
                "convert it to H.264");
  }
  if (std::int64_t{p.width} * p.height > network_.max_pixels) {
    throw Error(ErrorKind::input, name_,
                "a picture of " + std::to_string(p.width) + " x " + std::to_string(p.height) +
                    " is too large",
                network_.max_pixels == kMaxPixels
                    ? "at most 16384 x 16384 pixels"
                    : "live.max_megapixels can allow it, at the price of memory");
  }
  succession_.watch(std::string_view(format_->iformat->name).starts_with("mpeg"));
  discard_others();
}

void Demuxer::discard_others() const {
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    AVStream& other = *format_->streams[i];
    const bool may_follow = succession_.on() && other.codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
    if (&other != stream_ && !may_follow) other.discard = AVDISCARD_ALL;
  }
}

bool Demuxer::is_other_video(const AVPacket& packet) const {
  const AVCodecParameters& codec = *stream_of(packet).codecpar;
  return packet.stream_index != stream_->index && packet.size > 0 &&
         codec.codec_type == AVMEDIA_TYPE_VIDEO && avcodec_find_decoder(codec.codec_id);
}

/// An index behind the pictures is of no use where a server gives a file only from its begin.
void Demuxer::check_index_is_within_reach() const {
  const AVIOContext* io = format_->pb;
  const bool mp4 = std::string_view(format_->iformat->name).starts_with("mov");
  if (!mp4 || !io || (io->seekable & AVIO_SEEKABLE_NORMAL)) return;
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    const AVIndexEntry* first = avformat_index_get_entry(format_->streams[i], 0);
    // A short file is still in the buffer.
    if (first && avio_tell(format_->pb) - first->pos > io->buf_ptr - io->buffer)
      throw Error(
          ErrorKind::input, name_,
          "its index is at the end of the file, and the server only sends files from the start",
          "download the file, then run mien on it");
  }
}

/// The stream that was read has fallen silent, and another goes on.
void Demuxer::follow() {
  AVStream* heir = format_->streams[succession_.heir()];
  if (given_)
    followed_ = fmt::format(
        "its video continues as another stream (number 0x{:x} after 0x{:x}); both are read",
        heir->id, stream_->id);
  succession_.begin_heir(stream_->index);
  stream_ = heir;
  given_ = true;
}

std::vector<std::string> Demuxer::notes() const {
  std::vector<std::string> notes;
  const std::size_t streams = succession_.on() ? succession_.beside() + 1 : moving_streams_;
  if (streams > 1) {
    const AVCodecParameters& codec = *stream_->codecpar;
    notes.push_back(fmt::format("has {} video streams; the one of {} x {} (number {}) is read",
                                streams, codec.width, codec.height, stream_->index + 1));
  }
  if (!followed_.empty()) notes.push_back(followed_);
  return notes;
}

/// Containers that name other files or hosts (playlists, references) get this for an answer.
int Demuxer::refuse_to_open(AVFormatContext* format, AVIOContext**, const char*, int,
                            AVDictionary**) {
  static_cast<Demuxer*>(format->opaque)->refused_ = true;
  return AVERROR(EPERM);
}

void Demuxer::throw_refused() const {
  throw Error(ErrorKind::input, name_,
              "contains no pictures but names of other files, as playlists do",
              "give those files, or the playlist by its http address");
}

void Demuxer::throw_missing() const {
  throw Error(ErrorKind::input, name_, "a part of its playlist is missing: " + missing_part_,
              "check the recorder that writes it");
}

void Demuxer::part_opened(const char* url, int code) {
  // The first is the address itself.
  if (code < 0 && code != AVERROR_EXIT && reached_)
    missing_part_ = masked(url) + ": " + av_text(code);
  reached_ |= code >= 0;
}

}  // namespace mien::media
