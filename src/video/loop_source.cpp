#include "video/loop_source.h"

#include "mien/error.h"

namespace mien::video {
namespace {

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
  if (segment.begin != INT64_MIN || delivered_ > 0) {
    throw Error(ErrorKind::input, info_.name, "a replayed camera cannot seek");
  }
}

bool LoopSource::read(Frame& frame) {
  if (stopped() || !next(frame)) return false;
  frame.still = false;
  frame.info.index = delivered_++;
  frame.info.seconds = frame.info.seconds * pace_ + pass_begin_;
  last_seconds_ = frame.info.seconds;
  return pacer_.wait(frame.info.seconds, stop_) && !stopped();
}

bool LoopSource::next(Frame& frame) {
  if (recording_->read(frame)) return true;
  if (delivered_ == 0) return false;
  pass_begin_ = last_seconds_ + frame_seconds_;
  recording_->seek(Segment{});
  return recording_->read(frame);
}

}  // namespace mien::video
