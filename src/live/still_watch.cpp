#include "live/still_watch.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

namespace mien::live {

std::uint64_t look_of(const Frame& frame) {
  constexpr int kRows = 17;
  constexpr std::uint64_t kPrime = 0x9E3779B97F4A7C15ULL;
  std::uint64_t look =
      static_cast<std::uint64_t>(frame.width) << 32 ^ static_cast<std::uint64_t>(frame.height);
  for (int i = 0; i < kRows; ++i) {
    const std::ptrdiff_t row =
        static_cast<std::ptrdiff_t>(frame.height) * (2 * i + 1) / (2 * kRows);
    const std::uint8_t* luma = frame.planes[0] + row * frame.strides[0];
    for (int x = 0; x + 8 <= frame.width; x += 8) {
      std::uint64_t eight;
      std::memcpy(&eight, luma + x, sizeof eight);
      look = std::rotl(look ^ eight, 27) * kPrime;
    }
  }
  return look;
}

void StillWatch::Run::see(std::uint64_t seen, bool keyframe, double now) {
  if (seen != look || since == 0) {
    *this = Run{.look = seen, .since = now, .until = now};
    return;
  }
  until = now;
  ++repeats;
  keyframes += keyframe;
}

void StillWatch::see(std::uint64_t look, bool keyframe, double now) {
  look_ = look;
  all_.see(look, keyframe, now);
  if (keyframe) keys_.see(look, keyframe, now);
}

double StillWatch::still_ms() const {
  const double all = all_.keyframes >= 1 ? all_.until - all_.since : 0;
  const double keys = keys_.repeats >= 2 ? keys_.until - keys_.since : 0;
  return std::max(all, keys);
}

}  // namespace mien::live
