#include "video/demuxer.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/clock.h"
#include "video/container.h"

namespace mien::video {
namespace {

constexpr int kMostProblemsInARow = 100;
constexpr std::chrono::milliseconds kDeviceNap(3);

}  // namespace

bool Demuxer::interrupted() const {
  if (network_.stop && *network_.stop) return true;
  // A recording's index may be large; a camera has none.
  if (guard_ && network_.low_delay && reading_ && guard_->sends_without_end(*reading_)) return true;
  return deadline_ms_ > 0 && steady_ms() > deadline_ms_;
}

void Demuxer::be_patient(double ms) {
  if (!local()) deadline_ms_ = steady_ms() + ms;
}

Demuxer::Step Demuxer::next(AVPacket& packet) {
  for (;;) {
    be_patient(network_.read_ms);
    av_packet_unref(&packet);
    int code = av_read_frame(format_.get(), &packet);
    while (code == AVERROR(EAGAIN) && wait_for_device())
      code = av_read_frame(format_.get(), &packet);
    if (code >= 0) {
      if (guard_) guard_->packet();
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
