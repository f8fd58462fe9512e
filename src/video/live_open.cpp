/// \file From what the user wrote to a live source.

#include <filesystem>

#include "base/clock.h"
#include "base/url.h"
#include "video/images.h"
#include "video/live_stream.h"
#include "video/network_input.h"
#include "video/picture_stream.h"
#include "video/video.h"

namespace mien::video {
namespace {

/// Where a camera is away, the system knocks again after 1, 3 and 7 seconds; recorders that serve
/// many cameras may take seconds to answer.
constexpr double kConnectMs = 8000;
/// Whoever reads watches over what comes; this is the last resort.
constexpr double kReadMs = 60'000;

/// Pictures that are replayed, or come decoded: nothing is compressed over time, so each is taken.
class LivePictures : public LiveSource {
 public:
  explicit LivePictures(std::unique_ptr<Source> source) : source_(std::move(source)) {}

  const StreamInfo& info() const override { return source_->info(); }
  Step read(Frame& out) override {
    if (!source_->read(out)) return Step::ended;
    ++sent_;
    arrived_ms_ = steady_ms();
    return Step::frame;
  }
  double arrived_ms() const override { return arrived_ms_; }
  bool keyframe() const override { return true; }
  bool has_clock() const override { return true; }
  std::shared_ptr<const void> hold(Frame& frame) override { return source_->hold(frame); }
  bool resting() const override { return false; }
  std::int64_t pictures_sent() const override { return sent_; }
  std::int64_t damaged_packets() const override { return source_->damaged_packets(); }
  std::string damage() const override { return source_->damage(); }

 private:
  std::unique_ptr<Source> source_;
  std::int64_t sent_ = 0;
  double arrived_ms_ = 0;
};

bool is_moving(const std::string& clip) {
  std::error_code ignored;
  if (std::filesystem::is_directory(clip, ignored)) return false;
  return picture_stream(*media::open_file(clip)) || !is_still_picture(clip);
}

media::ConnectionOptions network_of(const LiveOptions& options) {
  return {.stop = options.stop,
          .transport = options.transport,
          .low_delay = true,
          .connect_ms = kConnectMs,
          .read_ms = kReadMs,
          .max_pixels = options.max_pixels,
          .rule = options.rule};
}

std::unique_ptr<LiveSource> open_recording(const std::string& input, const LiveOptions& options) {
  open_source(input, {.stop = options.stop});  // says in its own words what is wrong with it
  const std::string clip = file_behind(input);
  if (!is_moving(clip)) {
    return live_of(open_source(input, {.stop = options.stop, .replay_fps = options.replay_fps}));
  }
  const char* kind = picture_stream(*media::open_file(clip));
  const auto open = [clip, kind] {
    return std::make_unique<media::Demuxer>(clip, media::open_file(clip), kind);
  };
  return std::make_unique<LiveStream>(input, LiveInput{open, true}, options);
}

}  // namespace

std::unique_ptr<LiveSource> live_of(std::unique_ptr<Source> source) {
  return std::make_unique<LivePictures>(std::move(source));
}

std::unique_ptr<LiveSource> open_live(const std::string& input, const LiveOptions& options) {
  const InputKind kind = input_kind(input);
  if (kind == InputKind::replay) return open_recording(input, options);
  if (kind == InputKind::path || (kind == InputKind::address && !is_stream_address(input))) {
    throw Error(ErrorKind::input, masked(input), "is not a camera",
                "give rtsp://, http(s)://, v4l2:/dev/video0 or loop:clip.mp4");
  }
  return std::make_unique<LiveStream>(masked(input),
                                      LiveInput{opener_of(input, network_of(options))}, options);
}

}  // namespace mien::video
