// Any bytes as a file, of whatever kind its content says: opened, planned, read a little as a whole
// and by segments, scaled for a detector, a face cut out. Nothing but Error(input) may come out of
// it, and times must rise.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "mien/error.h"

#include "fuzz/memory_limit.h"
#include "media/cropper.h"
#include "media/scaler.h"
#include "video/scout.h"
#include "video/video.h"

namespace {

constexpr int kMostFrames = 8;

/// A file that lies in memory alone, refilled for each input.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    if (descriptor_ < 0) std::abort();
    path_ = "/proc/self/fd/" + std::to_string(descriptor_);
  }
  const std::string& fill(const std::uint8_t* data, std::size_t size) {
    const bool filled = ::ftruncate(descriptor_, 0) == 0 &&
                        ::pwrite(descriptor_, data, size, 0) == static_cast<ssize_t>(size);
    if (!filled) std::abort();
    return path_;
  }

 private:
  int descriptor_;
  std::string path_;
};

// What the runtime does with a frame up to the networks.
void prepare(const mien::Frame& frame) {
  static std::vector<std::uint8_t> bytes(32 * 24 * 3), face(16 * 16);
  static mien::media::Scaler scaler;
  static mien::media::Cropper cropper;
  const mien::Canvas canvas{bytes.data(), 32, 24, 32 * 3, mien::PixelFormat::bgr};
  const mien::Letterbox fit = scaler.fit(frame, canvas);
  const float side = static_cast<float>(fit.frame_height) / 2;
  cropper.cut(frame, {{side, side}, side, 0.3f},
              {face.data(), 16, 16, 16, mien::PixelFormat::gray});
}

// Touches the corners of each plane: a wrong stride or size shows under AddressSanitizer.
void touch(const mien::Frame& frame) {
  volatile std::uint8_t sum = 0;
  for (int plane = 0; plane < 3; ++plane) {
    const int rows = plane == 0 ? frame.height : (frame.height + 1) / 2;
    const int columns = plane == 0 ? frame.width : (frame.width + 1) / 2;
    const std::ptrdiff_t last_row = std::ptrdiff_t{frame.strides[plane]} * (rows - 1);
    sum = static_cast<std::uint8_t>(sum + frame.planes[plane][0] +
                                    frame.planes[plane][last_row + columns - 1]);
  }
}

void read_some(mien::Source& source) {
  mien::Frame frame;
  double last = -1;
  for (int i = 0; i < kMostFrames && source.read(frame); ++i) {
    if (!(frame.info.seconds > last) || frame.info.index < i) std::abort();
    last = frame.info.seconds;
    touch(frame);
    if (i == 0) prepare(frame);
  }
  static_cast<void>(source.notes());
}

// What decides beforehand how closely a recording is looked at.
void scout(const std::string& path, const std::vector<mien::Segment>& segments) {
  const auto scout = mien::video::Scout::open(path);
  if (!scout) return;
  for (const mien::Segment& segment : segments) {
    for (const auto& group : scout->groups(segment))
      if (group.packets < 1) std::abort();
    for (const std::int64_t keyframe : scout->keyframes()) scout->show(keyframe, touch);
    for (const std::int64_t landmark : scout->landmarks()) scout->show(landmark, touch);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static MemoryFile file;
  limit_memory(size);
  try {
    const std::string& path = file.fill(data, size);
    const bool skip = size % 2 == 1;  // half of the inputs leave out what is not looked at
    const auto source = mien::video::open_source(
        path, {.threads = size % 16 == 5 ? 2 : 1, .look_fps = skip ? 5.0 : 0.0});
    read_some(*source);
    const std::vector<mien::Segment> segments = source->segments();
    if (segments.empty() || segments.back().end != INT64_MAX) std::abort();
    source->seek(segments.back());
    read_some(*source);
    if (size % 4 == 2) scout(path, segments);
  } catch (const mien::Error& error) {
    if (error.kind() != mien::ErrorKind::input) std::abort();
  }
  return 0;
}
