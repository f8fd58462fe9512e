#include "media/av.h"

extern "C" {
#include <libavutil/error.h>
#include <libavutil/log.h>
}

#include <array>
#include <cctype>

#include <libyuv/version.h>

#include "media/versions.h"

namespace mien::media {

std::string av_text(int code) {
  // The second is zlib's word for the same.
  if (code == AVERROR_INVALIDDATA || code == AVERROR_EXTERNAL) return "invalid data";
  if (code == AVERROR_EOF) return "unexpected end";
  if (code == AVERROR_EXIT) return "no answer in time, or stopped";
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  std::string words = text;
  const bool acronym = words.size() > 1 && std::isupper(static_cast<unsigned char>(words[1]));
  if (!words.empty() && !acronym) {
    words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
  }
  return words;
}

int av_check(int code, ErrorKind kind, const std::string& where, const std::string& what,
             const std::string& remedy) {
  if (code < 0) throw Error(kind, where, what + ": " + av_text(code), remedy);
  return code;
}

FrameHandle make_frame() {
  FrameHandle frame(av_frame_alloc());
  if (!frame) throw Error(ErrorKind::internal, "", "no memory for a frame");
  return frame;
}

PacketHandle make_packet() {
  PacketHandle packet(av_packet_alloc());
  if (!packet) throw Error(ErrorKind::internal, "", "no memory for a packet");
  return packet;
}

namespace {

thread_local std::array<std::int64_t, AV_CLASS_CATEGORY_NB> complaints{};

void count_complaint(void* object, int level, const char*, va_list) {
  const AVClass* kind = object ? *static_cast<AVClass**>(object) : nullptr;
  if (level > AV_LOG_ERROR || !kind) return;
  const auto category =
      static_cast<std::size_t>(kind->get_category ? kind->get_category(object) : kind->category);
  if (category < complaints.size()) ++complaints[category];
}

}  // namespace

void silence_av_log() {
  static const bool silent = [] {
    av_log_set_callback(count_complaint);
    return true;
  }();
  static_cast<void>(silent);
}

std::int64_t av_complaints(AVClassCategory category) {
  silence_av_log();
  return complaints.at(static_cast<std::size_t>(category));
}

std::vector<std::pair<std::string, std::string>> library_versions() {
  const auto text = [](unsigned version) {
    return std::to_string(AV_VERSION_MAJOR(version)) + "." +
           std::to_string(AV_VERSION_MINOR(version)) + "." +
           std::to_string(AV_VERSION_MICRO(version));
  };
  return {{"FFmpeg", av_version_info()},
          {"libavformat", text(avformat_version())},
          {"libavcodec", text(avcodec_version())},
          {"libswscale", text(swscale_version())},
          {"libyuv", std::to_string(LIBYUV_VERSION)}};
}

}  // namespace mien::media
