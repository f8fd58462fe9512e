#include "live/lifeline.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace mien {

std::string_view name_of(CameraState state) {
  switch (state) {
    case CameraState::connecting:
      return "connecting";
    case CameraState::live:
      return "live";
    case CameraState::stalled:
      return "stalled";
    case CameraState::failed:
      return "failed";
  }
  return "";
}

}  // namespace mien

namespace mien::live {

Lifeline::Lifeline(const LiveConfig& config, std::uint64_t seed) : config_(config), random_(seed) {}

void Lifeline::trying(double now) {
  std::lock_guard lock(mutex_);
  phase_ = Phase::trying;
  began_ms_ = now;
}

void Lifeline::packet(bool owed, double now) {
  std::lock_guard lock(mutex_);
  last_packet_ms_ = now;
  owed_ = owed;
  if (phase_ == Phase::flowing) return;
  phase_ = Phase::flowing;
  began_ms_ = last_picture_ms_ = now;
  pictured_ = false;
  anew_ = ever_live_;
  still_.forget();
}

void Lifeline::picture(std::uint64_t look, bool keyframe, double now) {
  std::lock_guard lock(mutex_);
  if (!given_up_for_.empty()) return;  // it came while its thread was being told
  if (!std::exchange(pictured_, true)) first_picture_took_ms_ = now - began_ms_;
  last_picture_ms_ = now;
  awaited_.clear();
  owed_ = false;
  still_.see(look, keyframe, now);
  if (frozen_ && look == frozen_look_) return;  // as stuck as before
  frozen_ = false;
  last_sight_ms_ = now;
  if (state_ == CameraState::live) return;
  reconnects_ += std::exchange(anew_, false);
  ever_live_ = true;
  state_ = CameraState::live;
}

void Lifeline::over(const std::string& why, bool refused, double now) {
  std::lock_guard lock(mutex_);
  const bool healthy =
      phase_ == Phase::flowing && pictured_ && !frozen_ && now - began_ms_ > kHealthyMs;
  failures_ = healthy ? 1 : failures_ + 1;
  if (healthy)
    patience_ms_ = std::clamp(2 * first_picture_took_ms_, kFirstPictureMs, kLongestFirstPictureMs);
  const std::string given_up = std::exchange(given_up_for_, {});
  awaited_.clear();
  error_ = given_up.empty() ? why : given_up;
  if (given_up.empty()) state_ = CameraState::failed;
  phase_ = Phase::pause;
  next_try_ms_ = now + pause_ms(refused);
}

double Lifeline::pause_ms(bool refused) {
  const double most = refused ? kLongestRefusedMs : kLongestPauseMs;
  const double full = std::min(most, kShortestPauseMs * std::exp2(std::min(failures_ - 1, 10)));
  return std::uniform_real_distribution<double>(0, full)(random_);
}

bool Lifeline::may_try(double now) const {
  std::lock_guard lock(mutex_);
  return phase_ == Phase::pause && now >= next_try_ms_;
}

/// How long an open connection has shown nothing though it should have; 0: it should not.
double Lifeline::blind_ms(double now) const {
  return owed_ || !pictured_ ? now - last_picture_ms_ : 0;
}

std::string Lifeline::trouble(double now) {
  std::lock_guard lock(mutex_);
  if (phase_ != Phase::flowing || !given_up_for_.empty()) return {};
  const double limit = config_.stall_seconds * 1e3;
  if (now - last_packet_ms_ > limit)
    return fmt::format("no data for {:g} s", config_.stall_seconds);
  if (const double blind = blind_ms(now); blind > limit) {
    std::string words = fmt::format("data comes, but no picture for {:g} s", config_.stall_seconds);
    if (owed_ || blind > patience_ms_) return words;
    awaited_ = std::move(words);
  }
  if (still_.still_ms() > limit)
    return fmt::format("the picture has not changed for {:g} s", config_.stall_seconds);
  return {};
}

void Lifeline::give_up(const std::string& why, double now) {
  std::lock_guard lock(mutex_);
  if (!owed_ && blind_ms(now) > patience_ms_)
    patience_ms_ = std::min(2 * patience_ms_, kLongestFirstPictureMs);
  given_up_for_ = error_ = why;
  awaited_.clear();
  state_ = CameraState::stalled;
  frozen_ = still_.still_ms() > config_.stall_seconds * 1e3;
  frozen_look_ = still_.look();
}

CameraState Lifeline::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

std::string Lifeline::error() const {
  std::lock_guard lock(mutex_);
  return awaited_.empty() ? error_ : awaited_;
}

std::int64_t Lifeline::reconnects() const {
  std::lock_guard lock(mutex_);
  return reconnects_;
}

double Lifeline::last_sight_ms() const {
  std::lock_guard lock(mutex_);
  return last_sight_ms_;
}

}  // namespace mien::live
