// Any bytes as a picture file: told what it is, decoded, brought to planes, scaled whole and in
// parts, a face cut out. Nothing but Error(input) may come out of it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "mien/error.h"

#include "chain/tiles.h"
#include "fuzz/memory_limit.h"
#include "media/converter.h"
#include "media/cropper.h"
#include "media/layout.h"
#include "media/scaler.h"
#include "video/picture.h"
#include "video/picture_kind.h"

namespace {

// What the runtime does with a picture up to the networks.
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool silent = (mien::media::silence_av_log(), true);
  static_cast<void>(silent);
  limit_memory(size);
  auto bytes = mien::media::view_memory({data, size});
  const auto kind = mien::video::picture_kind(*bytes);
  if (kind.rotation % 90 != 0 || kind.rotation < 0 || kind.rotation >= 360) std::abort();
  if (kind.still() && kind.codec == AV_CODEC_ID_NONE) std::abort();
  const mien::media::FrameHandle decoded = mien::media::make_frame();
  static mien::media::Converter converter;
  try {
    const auto picture = mien::video::decode_picture(std::move(bytes), "fuzz", *decoded);
    mien::Frame frame;
    mien::media::StreamLayout layout;
    layout.rotation = picture.rotation;
    mien::media::describe(*decoded, layout, frame);
    if (!converter.convert(*decoded, frame)) return 0;
    frame.still = true;
    prepare(frame);
    int most = 2;
    for (const mien::chain::Tile& tile : mien::chain::tiles_of(frame, 32))
      if (most-- > 0) prepare(tile.frame);
  } catch (const mien::Error& error) {
    if (error.kind() != mien::ErrorKind::input) std::abort();
  }
  return 0;
}
