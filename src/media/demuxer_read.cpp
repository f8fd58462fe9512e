/// \file The packets of the stream that was chosen.

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "media/container.h"
#include "media/demuxer.h"
#include "media/slot_watch.h"

namespace mien::media {
namespace {

constexpr std::size_t kLookedAt = 32;  ///< packets; in B pictures' order times fall among the first
constexpr int kMostProblemsInARow = 100;
constexpr char kUnreadable[] = "a part of the file cannot be read";
constexpr std::chrono::milliseconds kDeviceNap(3);

/// In a file FFmpeg's words for these say nothing of it.
std::string words_of(int code) {
  if (code == AVERROR(EAGAIN)) return "bytes that belong to no packet";
  return code == AVERROR_PATCHWELCOME ? "a part that cannot be read" : av_text(code);
}

}  // namespace

/// At the begin. Up to the first packet that tells, and to the first damage.
void Demuxer::look_at_times() {
  if (moving_streams_ > 1 || succession_.on()) return;  // reading ahead might change the stream
  SlotWatch watch;
  bool goes_on = stream_->codecpar->video_delay > 0;
  while (goes_on && ahead_.size() < kLookedAt) {
    PacketHandle packet = make_packet();
    const Step step = read(*packet);
    if (step == Step::end) break;
    goes_on = step == Step::packet && watch.see(*stream_->codecpar, *packet);
    ahead_.push_back(step == Step::packet ? std::move(packet) : nullptr);
  }
  in_slots_ = goes_on && watch.slots();
}

Demuxer::Step Demuxer::next(AVPacket& packet) {
  Step step = Step::damaged;
  if (ahead_.empty()) {
    step = read(packet);
  } else {
    const PacketHandle first = std::move(ahead_.front());
    ahead_.pop_front();
    av_packet_unref(&packet);
    if (first) {
      av_packet_move_ref(&packet, first.get());
      step = Step::packet;
    }
  }
  if (in_slots_ && step == Step::packet) packet.dts = packet.pts;
  return step;
}

Demuxer::Step Demuxer::read(AVPacket& packet) {
  for (;;) {
    if (!missing_part_.empty())
      return skip("a part of its playlist is missing: " + std::exchange(missing_part_, {}), 0);
    if (std::exchange(gap_waits_, false)) return skip(kUnreadable, 0);
    if (succession_.next(packet)) return Step::packet;
    if (behind_gap_->data) {
      av_packet_unref(&packet);
      av_packet_move_ref(&packet, behind_gap_.get());
      if (take(packet)) return Step::packet;
      continue;
    }
    be_patient(network_.read_ms);
    av_packet_unref(&packet);
    gaps_.before_read();
    int code = av_read_frame(format_.get(), &packet);
    while (code == AVERROR(EAGAIN) && wait_for_device())
      code = av_read_frame(format_.get(), &packet);
    const bool gap = gaps_.met(code);
    if (code >= 0) {
      if (guard_) guard_->packet();
      if (gap) {
        av_packet_unref(behind_gap_.get());  // of side data alone
        av_packet_move_ref(behind_gap_.get(), &packet);
        return skip(kUnreadable, 0);
      }
      if (take(packet)) return Step::packet;
      continue;
    }
    if (network_.stop && *network_.stop) return Step::end;
    if (!missing_part_.empty()) continue;
    if (gap || code != AVERROR_EOF) {
      if (!only_padding_follows(code))
        return skip(gap ? kUnreadable : "between packets: " + words_of(code), code);
      if (code != AVERROR_EOF) continue;  // what the demuxer still holds comes at the end
    }
    if (!succession_.waits()) return Step::end;
    follow();
  }
}

/// False for a packet that is not of the stream that is read, or not yet.
bool Demuxer::take(AVPacket& packet) {
  problems_in_a_row_ = 0;
  if (packet.size <= 0) return false;  // a slot without a picture: decoders take it for the end
  if (packet.stream_index != stream_->index) {
    if (is_other_video(packet) && succession_.other_came(packet, stream_of(packet).time_base))
      follow();
    return false;
  }
  succession_.current_came(format_->pb && avio_feof(format_->pb));
  if (packet.dts != AV_NOPTS_VALUE) last_dts_ = std::max(last_dts_, packet.dts);
  read_to_ = packet.pos + packet.size;
  given_ = true;
  return true;
}

Demuxer::Step Demuxer::skip(std::string problem, int code) {
  problem_ = std::move(problem);
  if (++problems_in_a_row_ > kMostProblemsInARow) {
    throw Error(
        ErrorKind::input, name_, "stopped before its end: " + problem_,
        local() ? "check the disk, or copy the file again" : "check the camera and the network");
  }
  // A connection that broke off stays so.
  const bool lost = !local() && code == AVERROR(EIO);
  if (lost || code == AVERROR_EXIT || code == AVERROR(ETIMEDOUT))
    problems_in_a_row_ = kMostProblemsInARow;
  return Step::damaged;
}

/// `code`: what reading on has given.
bool Demuxer::only_padding_follows(int code) {
  if (!local()) return false;
  // At the end, what was passed over lies behind the last packet; else it is being looked at.
  if (code == AVERROR_EOF) return padding_.begins_at(io_->bytes(), read_to_);
  const std::int64_t at = avio_tell(format_->pb);
  const bool goes_on = at > std::exchange(failed_at_, at);
  if (at >= io_->bytes().size()) return goes_on && Padding::ends(io_->bytes());
  return goes_on && padding_.begins_at(io_->bytes(), at);
}

/// False where there is nothing to wait for.
bool Demuxer::wait_for_device() const {
  if (!(format_->flags & AVFMT_FLAG_NONBLOCK) || interrupted()) return false;
  std::this_thread::sleep_for(kDeviceNap);
  return true;
}

bool Demuxer::seek(std::int64_t timestamp) {
  ahead_.clear();
  succession_.clear();
  av_packet_unref(behind_gap_.get());
  gap_waits_ = false;
  failed_at_ = -1;
  last_dts_ = AV_NOPTS_VALUE;
  problems_in_a_row_ = 0;
  return av_seek_frame(format_.get(), stream_->index, timestamp, AVSEEK_FLAG_BACKWARD) >= 0;
}

bool Demuxer::rewind() {
  if (!std::string_view(format_->iformat->name).starts_with("mov")) return false;
  const AVIndexEntry* first = avformat_index_get_entry(stream_, 0);
  return first && (first->flags & AVINDEX_KEYFRAME) && seek(first->timestamp);
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

}  // namespace mien::media
