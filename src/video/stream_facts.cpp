#include "video/stream_facts.h"

#include <cmath>

namespace mien::video {
namespace {

constexpr double kHighestFps = 1000;

}  // namespace

double rate_of(Demuxer& demuxer) {
  const double fps = av_q2d(av_guess_frame_rate(&demuxer.format(), &demuxer.stream(), nullptr));
  return std::isfinite(fps) && fps > 0 && fps <= kHighestFps ? fps : 0;
}

double duration_of(const Demuxer& demuxer) {
  const AVStream& stream = demuxer.stream();
  double seconds = 0;
  if (stream.duration != AV_NOPTS_VALUE) {
    seconds = static_cast<double>(stream.duration) * av_q2d(stream.time_base);
  } else if (demuxer.format().duration != AV_NOPTS_VALUE) {
    seconds = static_cast<double>(demuxer.format().duration) / AV_TIME_BASE;
  }
  return std::isfinite(seconds) && seconds > 0 ? seconds : 0;
}

bool times_are_told(const Demuxer& demuxer) {
  const AVStream& stream = demuxer.stream();
  const AVFieldOrder order = stream.codecpar->field_order;
  const bool whole = order == AV_FIELD_UNKNOWN || order == AV_FIELD_PROGRESSIVE;
  return demuxer.local() && stream.start_time != AV_NOPTS_VALUE && whole;
}

}  // namespace mien::video
