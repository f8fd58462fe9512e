#include "base/timeline.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace mien {
namespace {

constexpr double kLeastStep = 0.0001;  ///< between frames that claim the same moment
constexpr double kBackSeconds = 0.2;   ///< less is jitter
constexpr double kBackFrames = 2, kLeapFrames = 20, kLeapMeans = 3;
constexpr double kReturnSeconds = 1;  ///< so near to where it would be, a clock has come back
constexpr std::int64_t kMostStrays = 12;
constexpr int kMostBehind = 2;  ///< fields of a picture may state one time; no more do

std::string length(double seconds) {
  return seconds < 100 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.0f} s", seconds);
}

}  // namespace

Timeline::Timeline(const Clock& clock) { append(clock); }

void Timeline::append(const Clock& clock) {
  const bool comparable = last_ >= 0 && clock_.known_start && clock.unit == clock_.unit;
  left_ = comparable ? last_stated_ + static_cast<double>(clock_.start) * clock_.unit : NAN;
  clock_ = clock;
  back_ = std::max(kBackSeconds, kBackFrames * clock.frame_seconds);
  leap_ =
      std::max({kLeapSeconds, kLeapFrames * clock.frame_seconds, kLeapMeans * clock.mean_seconds});
  shift_ = 0;
  formers_ = 0;
  begins_ = true;
}

void Timeline::restart(bool from_begin) {
  last_ = -1;
  shift_ = 0;
  formers_ = 0;
  begins_ = from_begin;
}

double Timeline::at(std::int64_t ticks) {
  if (!clock_.known_start) {
    clock_.start = ticks;
    clock_.known_start = true;
  }
  const double stated =
      (static_cast<double>(ticks) - static_cast<double>(clock_.start)) * clock_.unit;
  if (begins_) {
    const bool sound = stated >= 0 && stated < leap_;
    if (last_ >= 0)
      shift_ = last_ + wait(static_cast<double>(ticks) * clock_.unit - left_) - stated;
    else
      shift_ = sound ? 0 : -stated;
    begins_ = false;
  } else if (last_ >= 0) {
    follow(stated);
  }
  last_stated_ = stated;
  ++since_step_;
  return rise(stated + shift_);
}

/// From the last frame of a recording to the first of the next, which may go on by the same clock,
/// after a pause. `by_clock`: NaN where that cannot be told.
double Timeline::wait(double by_clock) const {
  return by_clock > clock_.frame_seconds && by_clock < leap_ ? by_clock : clock_.frame_seconds;
}

/// Puts the clock right where a frame's time does not follow the one before.
void Timeline::follow(double stated) {
  const double seconds = stated + shift_;
  behind_ = seconds > last_ ? 0 : behind_ + 1;
  if (!fits(seconds) || was_astray(stated)) return step(stated);
  if (behind_ <= kMostBehind) return;
  if (stated != last_stated_) return anchor(stated);
  ++still_;
  shift_ = due() - stated;
}

bool Timeline::fits(double seconds) const {
  return seconds > last_ - back_ && seconds < last_ + leap_;
}

/// Right behind a step: is this frame, by the clock before the step, just where it should be, and
/// by the new one far ahead? Then the frames between were off, though by less than a pause may
/// last.
bool Timeline::was_astray(double stated) const {
  const bool just_stepped = step_counts_ && formers_ > 0 && since_step_ <= kMostStrays;
  if (!just_stepped || stated + shift_ <= last_ + back_) return false;
  const double before = stated + former_.front();
  return before > last_ && before <= last_ + back_;
}

/// When the next frame is due, which may be the first in a row that is given its full length.
double Timeline::due() const {
  return last_ + clock_.frame_seconds * (behind_ == kMostBehind + 1 ? behind_ : 1);
}

/// From here on the clock goes on where the frame before has ended.
void Timeline::anchor(double stated) {
  const double left = shift_;
  shift_ = due() - stated;
  count_step(stated, left);
  behind_ = 0;
}

void Timeline::count_step(double stated, double left) {
  ++steps_;
  step_counts_ = true;
  last_at_ = stated + shift_;
  last_by_ = left - shift_;
  if (steps_ == 1) first_at_ = last_at_, first_by_ = last_by_;
}

void Timeline::step(double stated) {
  const double left = shift_;
  if (!go_back(stated)) anchor(stated);
  since_step_ = 0;
  std::copy_backward(former_.begin(), former_.end() - 1, former_.end());
  former_.front() = left;
  formers_ = std::min(formers_ + 1, kFormer);
}

/// Does a clock that it had before fit again? Then the frames between were strays.
bool Timeline::go_back(double stated) {
  const double left = shift_;
  for (std::size_t i = 0; i < formers_; ++i) {
    const double seconds = stated + former_[i];
    if (seconds <= last_ - back_ || seconds > last_ + kReturnSeconds + clock_.frame_seconds)
      continue;
    shift_ = former_[i];
    if (step_counts_ && since_step_ <= kMostStrays) {
      if (strays_ == 0) stray_at_ = last_at_, stray_by_ = last_by_;
      strays_ += since_step_;
      --steps_;
      step_counts_ = false;
    } else {
      count_step(stated, left);
    }
    return true;
  }
  return false;
}

double Timeline::rise(double seconds) {
  if (seconds < 0) seconds = 0;
  if (seconds <= last_) seconds = last_ + kLeastStep;
  return last_ = seconds;
}

std::vector<std::string> Timeline::notes() const {
  std::vector<std::string> notes;
  if (steps_ > 0) {
    const std::string step = fmt::format("{} by {} at {:.2f} s", first_by_ < 0 ? "back" : "forward",
                                         length(std::abs(first_by_)), first_at_);
    notes.push_back(
        steps_ == 1
            ? "its clock jumps " + step + "; frames are spaced evenly there"
            : fmt::format("its clock jumps {} times, the first {}; frames are spaced evenly there",
                          steps_, step));
  }
  if (strays_ > 0)
    notes.push_back(
        fmt::format("{} stated a wrong time, the first by {} at {:.2f} s; {} placed "
                    "after the frame before",
                    counted(strays_, "frame"), length(std::abs(stray_by_)), stray_at_,
                    strays_ == 1 ? "it is" : "they are"));
  if (still_ > 0)
    notes.push_back(
        fmt::format("{} frames state the time of the one before; they are placed by the frame rate",
                    still_ + kMostBehind));
  return notes;
}

}  // namespace mien
