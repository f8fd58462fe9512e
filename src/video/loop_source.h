#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "mien/stages.h"

#include "video/pacer.h"

namespace mien::video {

/// Replays a recording for ever, as a camera would show it: each frame comes when it is due, times
/// go on rising. A reader that is late gets the next frame at once. Ends when `*stop` is set
/// (within 0.1 s), or when a whole pass gives no frame.
class LoopSource : public Source {
 public:
  /// `fps`: frames shown per second, whatever the recording's rate; 0: that.
  LoopSource(std::string name, std::unique_ptr<Source> recording, const std::atomic<bool>* stop,
             double fps = 0);

  const StreamInfo& info() const override { return info_; }
  std::vector<Segment> segments() override { return {Segment{}}; }
  /// Only to the begin, before the first `read`; else Error(input): what a camera has shown is
  /// gone.
  void seek(const Segment&) override;
  bool read(Frame& frame) override;
  std::shared_ptr<const void> hold(Frame& frame) override { return recording_->hold(frame); }
  std::int64_t damaged_packets() const override { return recording_->damaged_packets(); }
  std::string damage() const override { return recording_->damage(); }
  std::vector<std::string> notes() const override { return recording_->notes(); }

 private:
  bool stopped() const { return stop_ && *stop_; }
  bool next(Frame& frame);

  std::unique_ptr<Source> recording_;
  const std::atomic<bool>* stop_;
  StreamInfo info_;
  double frame_seconds_;
  double pace_ = 1;  ///< seconds shown per second of the recording
  Pacer pacer_{false};
  double pass_begin_ = 0;    ///< stream time at which this pass began
  double last_seconds_ = 0;  ///< of the last frame
  std::int64_t delivered_ = 0;
};

}  // namespace mien::video
