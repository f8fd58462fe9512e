#include "media/stream_facts.h"

#include <cmath>
#include <string_view>

namespace mien::media {
namespace {

constexpr double kHighestFps = 1000;
constexpr double kLowestFps = 1e-4;
constexpr double kLongestSeconds = 1e9;  ///< 31 years
constexpr double kFallbackFps = 25;      ///< for frames without times in streams without a rate

}  // namespace

double rate_of(Demuxer& demuxer) {
  const double fps = av_q2d(av_guess_frame_rate(&demuxer.format(), &demuxer.stream(), nullptr));
  return std::isfinite(fps) && fps >= kLowestFps && fps <= kHighestFps ? fps : 0;
}

double duration_of(const Demuxer& demuxer) {
  const AVStream& stream = demuxer.stream();
  double seconds = 0;
  if (stream.duration != AV_NOPTS_VALUE) {
    seconds = static_cast<double>(stream.duration) * av_q2d(stream.time_base);
  } else if (demuxer.format().duration != AV_NOPTS_VALUE) {
    seconds = static_cast<double>(demuxer.format().duration) / AV_TIME_BASE;
  }
  return seconds > 0 && seconds < kLongestSeconds ? seconds : 0;
}

Timeline::Clock clock_of(Demuxer& demuxer) {
  const AVStream& stream = demuxer.stream();
  const double fps = rate_of(demuxer);
  const bool known = stream.start_time != AV_NOPTS_VALUE;
  // A time-lapse; of few frames one that is hours off would make it.
  constexpr std::int64_t kLeast = 8;
  const bool told = stream.nb_frames >= kLeast && stream.duration > 0;
  return {.unit = av_q2d(stream.time_base),
          .start = known ? stream.start_time : 0,
          .known_start = known,
          .frame_seconds = 1 / (fps > 0 ? fps : kFallbackFps),
          .mean_seconds = told ? static_cast<double>(stream.duration) * av_q2d(stream.time_base) /
                                     static_cast<double>(stream.nb_frames)
                               : 0};
}

OrderWatch watch_of(Demuxer& demuxer) {
  return {clock_of(demuxer), demuxer.stream().codecpar->video_delay};
}

bool timed_by_order(const Demuxer& demuxer, const AVPacket& packet) {
  const std::string_view format = demuxer.format().iformat->name;
  if (format == "avi" || demuxer.in_slots()) return true;
  const bool only_decoding = packet.pts == AV_NOPTS_VALUE && packet.dts != AV_NOPTS_VALUE;
  return format.starts_with("matroska") && only_decoding;
}

bool times_are_told(const Demuxer& demuxer) {
  const AVStream& stream = demuxer.stream();
  const AVFieldOrder order = stream.codecpar->field_order;
  const bool whole = order == AV_FIELD_UNKNOWN || order == AV_FIELD_PROGRESSIVE;
  const bool by_order =
      demuxer.in_slots() || std::string_view(demuxer.format().iformat->name) == "avi";
  return demuxer.local() && !by_order && stream.start_time != AV_NOPTS_VALUE && whole;
}

}  // namespace mien::media
