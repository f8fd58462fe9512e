#include "video/size_alarm.h"

#include <algorithm>

namespace mien::video {

bool SizeAlarm::rings(int bytes, double now_ms) {
  const auto size = static_cast<double>(bytes);
  packets_[count_++ % packets_.size()] = {now_ms, size, learn(size)};
  return count_ >= kWindowPackets && now_ms >= deaf_until_ms_ && is_large();
}

/// What was usual at this place until now; of a place that was never reached, the packet itself.
double SizeAlarm::learn(double bytes) {
  double& usual = usual_[std::min(place_++, usual_.size() - 1)];
  const double before = usual > 0 ? usual : bytes;
  usual = before + (bytes > kBusy * before ? kLearnsOfLarge : kLearns) * (bytes - before);
  return before;
}

bool SizeAlarm::is_large() const {
  const std::size_t held = std::min(count_, packets_.size());
  const double since = packets_[(count_ - 1) % packets_.size()].ms - kWindowMs;
  double bytes = 0, usual = 0;
  std::size_t n = 0;
  for (; n < held; ++n) {
    const Packet& packet = packets_[(count_ - 1 - n) % packets_.size()];
    if (n >= kWindowPackets && packet.ms < since) break;
    bytes += packet.bytes;
    usual += packet.usual;
  }
  return bytes > kBusy * usual && bytes - usual > kLeastGrowth * static_cast<double>(n);
}

void SizeAlarm::answered(bool somebody, double now_ms) {
  if (somebody) {
    in_vain_ = 0;
    deaf_for_ms_ = 0;
    return;
  }
  if (++in_vain_ < kMostInVain) return;
  in_vain_ = 0;
  deaf_for_ms_ = std::clamp(2 * deaf_for_ms_, kMinuteMs, kLongestDeafMs);
  deaf_until_ms_ = now_ms + deaf_for_ms_;
}

}  // namespace mien::video
