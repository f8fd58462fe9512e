#include "media/succession.h"

#include <algorithm>

namespace mien::media {
namespace {

/// The stream that was read is silent when another has sent so much meanwhile.
constexpr std::size_t kSilentPackets = 10;
constexpr double kSilentSeconds = 1;
constexpr std::size_t kMostPackets = 1000;
constexpr std::int64_t kMostBytes = 32 << 20;

bool contains(const std::vector<int>& list, int stream) {
  return std::find(list.begin(), list.end(), stream) != list.end();
}

std::int64_t time_of(const AVPacket& packet) {
  return packet.dts != AV_NOPTS_VALUE ? packet.dts : packet.pts;
}

}  // namespace

void Succession::current_came(bool last) {
  if (kept_.empty() || giving_ || last) return;
  beside_.push_back(heir_);
  clear();
}

bool Succession::other_came(AVPacket& packet, AVRational time_base) {
  const int stream = packet.stream_index;
  if (!on_ || giving_ || contains(beside_, stream) || contains(left_, stream)) return false;
  if (heir_ >= 0 && stream != heir_) return false;
  PacketHandle copy(av_packet_clone(&packet));
  if (!copy) return false;
  heir_ = stream;
  bytes_ += packet.size;
  kept_.push_back(std::move(copy));
  const std::int64_t first = time_of(*kept_.front()), last = time_of(*kept_.back());
  const bool timed = first != AV_NOPTS_VALUE && last != AV_NOPTS_VALUE;
  const double seconds =
      timed ? (static_cast<double>(last) - static_cast<double>(first)) * av_q2d(time_base) : 0;
  const bool silent = kept_.size() >= kSilentPackets && (seconds >= kSilentSeconds || seconds < 0);
  return silent || kept_.size() >= kMostPackets || bytes_ >= kMostBytes;
}

void Succession::begin_heir(int left) {
  left_.push_back(left);
  std::erase(left_, heir_);
  giving_ = true;
}

bool Succession::next(AVPacket& packet) {
  if (!giving_) return false;
  if (kept_.empty()) {
    clear();
    return false;
  }
  av_packet_unref(&packet);
  av_packet_move_ref(&packet, kept_.front().get());
  kept_.pop_front();
  return true;
}

void Succession::clear() {
  kept_.clear();
  bytes_ = 0;
  heir_ = -1;
  giving_ = false;
}

}  // namespace mien::media
