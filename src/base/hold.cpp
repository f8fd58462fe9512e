#include <cstddef>
#include <cstring>

#include "mien/stages.h"

namespace mien {

std::shared_ptr<const void> Source::hold(Frame& frame) {
  constexpr int kAlignment = 64;
  const int widths[] = {frame.width, (frame.width + 1) / 2, (frame.width + 1) / 2};
  const int heights[] = {frame.height, (frame.height + 1) / 2, (frame.height + 1) / 2};
  int strides[3];
  std::size_t bytes = 0;
  for (int plane = 0; plane < 3; ++plane) {
    strides[plane] = (widths[plane] + kAlignment - 1) / kAlignment * kAlignment;
    bytes += static_cast<std::size_t>(strides[plane]) * static_cast<std::size_t>(heights[plane]);
  }
  const std::shared_ptr<std::uint8_t[]> memory(new std::uint8_t[bytes]);
  std::uint8_t* to = memory.get();
  for (int plane = 0; plane < 3; ++plane) {
    const std::uint8_t* from = frame.planes[plane];
    frame.planes[plane] = to;
    for (int row = 0; row < heights[plane]; ++row) {
      std::memcpy(to, from, static_cast<std::size_t>(widths[plane]));
      from += frame.strides[plane];
      to += strides[plane];
    }
    frame.strides[plane] = strides[plane];
  }
  return memory;
}

}  // namespace mien
