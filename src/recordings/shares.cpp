#include "recordings/shares.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace mien::recordings {

std::optional<Portion> Shares::next(std::optional<std::size_t> previous,
                                    const std::function<bool()>& stopped) {
  std::unique_lock lock(mutex_);
  while (!stopped()) {
    if (auto share = take_left()) return share;
    if (!handed_out_) {
      if (auto share = from_schedule(lock, previous)) return share;
    } else if (in_hand_ == 0) {
      return std::nullopt;
    } else {
      changed_.wait_for(lock, std::chrono::milliseconds(100));
    }
  }
  return std::nullopt;
}

// The schedule may open an input meanwhile: without the lock.
std::optional<Portion> Shares::from_schedule(std::unique_lock<std::mutex>& lock,
                                             std::optional<std::size_t> previous) {
  ++in_hand_;
  lock.unlock();
  auto work = schedule_.next(previous);
  lock.lock();
  if (work) {
    Portion share{.work = std::move(*work)};
    if (!waits(share)) return share;
    left_.push_back(std::move(share));
  }
  --in_hand_;
  handed_out_ |= !work;
  changed_.notify_all();
  return std::nullopt;
}

bool Shares::waits(const Portion& share) const {
  const std::size_t input = share.work.input;
  return !share.live && (given_up_.contains(input) || (takers_ == 1 && deaths_.contains(input)));
}

std::optional<Portion> Shares::take_left() {
  auto next = std::ranges::find_if(left_, [&](const Portion& share) { return !waits(share); });
  if (next == left_.end() && handed_out_) next = left_.begin();
  if (next == left_.end()) return std::nullopt;
  Portion share = std::move(*next);
  left_.erase(next);
  ++in_hand_;
  return share;
}

void Shares::finished() {
  std::lock_guard lock(mutex_);
  --in_hand_;
  changed_.notify_all();
}

LostShare Shares::lost(std::optional<Portion> rest) {
  std::lock_guard lock(mutex_);
  LostShare loss;
  --takers_;
  if (rest) leave(std::move(*rest), loss);
  const bool hopeless = std::ranges::all_of(
      left_, [&](const Portion& share) { return given_up_.contains(share.work.input); });
  if (takers_ == 0 && handed_out_ && hopeless) {
    std::ranges::move(left_, std::back_inserter(loss.given_up));
    left_.clear();
  }
  for (Portion& share : loss.given_up) share.deaths = deaths_[share.work.input];
  loss.none_left = takers_ == 0 && !(handed_out_ && left_.empty());
  changed_.notify_all();
  return loss;
}

void Shares::leave(Portion rest, LostShare& loss) {
  const std::size_t input = rest.work.input;
  --in_hand_;
  ++deaths_[input];
  if (++rest.deaths >= kMostDeaths || given_up_.contains(input)) {
    given_up_.insert(input);
    loss.given_up.push_back(std::move(rest));
  } else {
    left_.push_back(std::move(rest));
  }
}

}  // namespace mien::recordings
