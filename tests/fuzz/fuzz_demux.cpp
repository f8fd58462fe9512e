// Any bytes as a container: opened, planned, read a little, scaled for a detector, a face cut out.
// Nothing but Error(input) may come out of it.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "mien/error.h"

#include "video/open_memory.h"
#include "video/video.h"

namespace {

// What the runtime does with a frame up to the networks.
void prepare(const mien::Frame& frame) {
  static std::vector<std::uint8_t> bytes(320 * 192 * 3), face(64 * 64);
  static mien::video::Scaler scaler;
  static mien::video::Cropper cropper;
  const mien::Canvas canvas{bytes.data(), 320, 192, 320 * 3, mien::PixelFormat::bgr};
  const mien::Letterbox fit = scaler.fit(frame, canvas);
  const float side = static_cast<float>(fit.frame_height) / 2;
  cropper.cut(frame, {{side, side}, side, 0.3f},
              {face.data(), 64, 64, 64, mien::PixelFormat::gray});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kMostFrames = 8;
  try {
    const auto source = mien::video::open_memory({data, size});
    mien::Frame frame;
    for (int i = 0; i < kMostFrames && source->read(frame); ++i) {
      // Touches the corners of each plane: a wrong stride or size shows under AddressSanitizer.
      volatile std::uint8_t sum = 0;
      for (int plane = 0; plane < 3; ++plane) {
        const int rows = plane == 0 ? frame.height : (frame.height + 1) / 2;
        const int columns = plane == 0 ? frame.width : (frame.width + 1) / 2;
        const std::ptrdiff_t last_row = std::ptrdiff_t{frame.strides[plane]} * (rows - 1);
        sum = static_cast<std::uint8_t>(sum + frame.planes[plane][0] +
                                        frame.planes[plane][last_row + columns - 1]);
      }
      prepare(frame);
    }
    const auto segments = source->segments();
    source->seek(segments.back());
    source->read(frame);
  } catch (const mien::Error&) {
  }
  return 0;
}
