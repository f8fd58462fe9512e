#include "video/loop_source.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "mien/error.h"

#include "base/clock.h"

namespace mien::video {
namespace {

constexpr double kNapMs = 20;        ///< how long a stop may go unnoticed
constexpr double kStillSeconds = 1;  ///< what a picture lasts where no rate is known

}  // namespace

LoopSource::LoopSource(std::string name, std::unique_ptr<Source> recording,
                       const std::atomic<bool>* stop, double fps)
    : recording_(std::move(recording)), stop_(stop), info_(recording_->info()) {
  info_.name = std::move(name);
  info_.live = true;
  info_.stills = false;  // a camera's frames
  info_.files.clear();
  info_.seconds = 0;
  info_.frames = 0;
  if (fps > 0 && info_.fps > 0) {
    pace_ = info_.fps / fps;
    info_.fps = fps;
  }
  frame_seconds_ = info_.fps > 0 ? 1 / info_.fps : kStillSeconds;
}

void LoopSource::seek(const Segment& segment) {
  if (segment.begin != INT64_MIN || start_ms_ >= 0) {
    throw Error(ErrorKind::input, info_.name, "a replayed camera cannot seek");
  }
}

bool LoopSource::read(Frame& frame) {
  if (stopped() || !next(frame)) return false;
  frame.still = false;
  frame.info.index = delivered_++;
  frame.info.seconds = frame.info.seconds * pace_ + pass_begin_;
  last_seconds_ = frame.info.seconds;
  if (start_ms_ < 0) start_ms_ = steady_ms() - frame.info.seconds * 1000;
  return wait_until(start_ms_ + frame.info.seconds * 1000);
}

bool LoopSource::next(Frame& frame) {
  if (recording_->read(frame)) return true;
  if (delivered_ == 0) return false;
  pass_begin_ = last_seconds_ + frame_seconds_;
  recording_->seek(Segment{});
  return recording_->read(frame);
}

bool LoopSource::wait_until(double due_ms) const {
  for (;;) {
    if (stopped()) return false;
    const double left = due_ms - steady_ms();
    if (left <= 0) return true;
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(std::min(left, kNapMs)));
  }
}

}  // namespace mien::video
