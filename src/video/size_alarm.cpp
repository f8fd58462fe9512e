#include "video/size_alarm.h"

#include <algorithm>

namespace mien::video {

bool SizeAlarm::rings(int bytes, double now_ms) {
  packets_[count_++ % packets_.size()] = {now_ms, bytes};
  if (first_ms_ < 0) first_ms_ = now_ms;
  if (count_ < kWindowPackets) return false;
  const double now = mean();
  const double quiet = quietest_before_ < 0 ? quietest_ : std::min(quietest_before_, quietest_);
  const bool known = now_ms - first_ms_ >= kLearnMs && now_ms >= deaf_until_ms_;
  learn(now, now_ms);
  return known && now > kBusy * quiet && now > quiet + kLeastGrowth;
}

double SizeAlarm::mean() const {
  const std::size_t held = std::min(count_, packets_.size());
  const double since = packets_[(count_ - 1) % packets_.size()].ms - kWindowMs;
  double sum = 0;
  std::size_t n = 0;
  for (; n < held; ++n) {
    const Packet& packet = packets_[(count_ - 1 - n) % packets_.size()];
    if (n >= kWindowPackets && packet.ms < since) break;
    sum += packet.bytes;
  }
  return sum / static_cast<double>(n);
}

void SizeAlarm::learn(double mean, double now_ms) {
  if (minute_began_ms_ < 0) minute_began_ms_ = now_ms;
  if (now_ms - minute_began_ms_ >= kMinuteMs) {
    quietest_before_ = quietest_;
    quietest_ = -1;
    minute_began_ms_ = now_ms;
  }
  quietest_ = quietest_ < 0 ? mean : std::min(quietest_, mean);
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
