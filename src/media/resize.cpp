#include "media/resize.h"

#include <algorithm>

#include <libyuv.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace mien::media {

namespace {

void scale(const PlaneView& in, std::uint8_t* out, int stride, int width, int height,
           libyuv::FilterMode filter) {
  libyuv::ScalePlane(in.data, in.stride, in.width, in.height, out, stride, width, height, filter);
}

/// `weight` of the second row, 0..256. Bytes may alias anything, so the compiler needs __restrict
/// to use lanes.
void blend_rows(const std::uint8_t* __restrict first, const std::uint8_t* __restrict second,
                int weight, std::uint8_t* __restrict out, int width) {
  const auto b = static_cast<std::uint16_t>(weight), a = static_cast<std::uint16_t>(256 - weight);
  for (int x = 0; x < width; ++x) {
    const auto sum = static_cast<std::uint16_t>(first[x] * a + second[x] * b + 128);
    out[x] = static_cast<std::uint8_t>(sum >> 8);
  }
}

#ifdef __x86_64__
/// Sixteen targets of 24 bytes at a time; gives how many were written.
__attribute__((target("ssse3"))) int columns_by_sixteen(const std::uint8_t* in, std::uint8_t* out,
                                                        int width) {
  // Neighbours of eight targets, from the first twelve bytes, and from those behind four.
  const __m128i low = _mm_setr_epi8(0, 1, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11);
  const __m128i high = _mm_add_epi8(low, _mm_set1_epi8(4));
  const __m128i weights = _mm_set1_epi32(0x03010103), half = _mm_set1_epi16(2);
  const auto eight = [&](const std::uint8_t* from, __m128i order) __attribute__((target("ssse3"))) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i sums = _mm_maddubs_epi16(_mm_shuffle_epi8(bytes, order), weights);
    return _mm_srli_epi16(_mm_add_epi16(sums, half), 2);
  };
  int x = 0;
  for (; x + 16 <= width; x += 16, in += 24)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + x),
                     _mm_packus_epi16(eight(in, low), eight(in + 8, high)));
  return x;
}

#endif

// Compilers make no vector code of every third byte.
void columns_3_to_2(const std::uint8_t* __restrict in, std::uint8_t* __restrict out, int width) {
  int x = 0;
#ifdef __x86_64__
  static const bool can = __builtin_cpu_supports("ssse3") != 0;
  if (can) x = columns_by_sixteen(in, out, width);
#endif
  for (in += x / 2 * 3; x < width; x += 2, in += 3) {
    out[x] = static_cast<std::uint8_t>((3u * in[0] + in[1] + 2u) / 4u);
    out[x + 1] = static_cast<std::uint8_t>((in[1] + 3u * in[2] + 2u) / 4u);
  }
}

}  // namespace

/// Neighbours of target position `i` where `from` pixels are shown as `to`.
PlaneResizer::Blend PlaneResizer::neighbours(int i, int from, int to) {
  const double at = std::clamp((i + 0.5) * from / to - 0.5, 0.0, from - 1.0);
  const int first = static_cast<int>(at);
  return {first, std::min(first + 1, from - 1), static_cast<int>((at - first) * 256 + 0.5)};
}

PlaneView PlaneResizer::halve(const PlaneView& in, int width, int height) {
  PlaneView now = in;
  int turn = 0;
  while (now.width >= 2 * width && now.height >= 2 * height && now.width % 2 == 0 &&
         now.height % 2 == 0 && (now.width > 2 * width || now.height > 2 * height)) {
    const int w = now.width / 2, h = now.height / 2;
    std::uint8_t* bytes = halves_[turn].bytes(static_cast<std::size_t>(w) * h);
    scale(now, bytes, w, w, h, libyuv::kFilterBox);
    now = {bytes, w, w, h};
    turn = 1 - turn;
  }
  return now;
}

void PlaneResizer::shrink_3_to_2(const PlaneView& in, std::uint8_t* out, int stride) {
  const int width = in.width / 3 * 2, height = in.height / 3 * 2;
  std::uint8_t* row = row_.bytes(in.width);
  for (int y = 0; y < height; ++y) {
    // Of three source rows the first target row takes ¾ and ¼ of the first two, the second the
    // mirror image.
    const std::ptrdiff_t middle = y / 2 * 3 + 1;
    const std::uint8_t* weak = in.data + middle * in.stride;
    const std::uint8_t* strong = y % 2 == 0 ? weak - in.stride : weak + in.stride;
    blend_rows(strong, weak, 64, row, in.width);
    columns_3_to_2(row, out + static_cast<std::ptrdiff_t>(y) * stride, width);
  }
}

void PlaneResizer::grow(const PlaneView& in, std::uint8_t* out, int stride, int width, int height) {
  columns_.resize(width);
  for (int x = 0; x < width; ++x) columns_[x] = neighbours(x, in.width, width);
  std::uint8_t* row = row_.bytes(in.width);
  for (int y = 0; y < height; ++y) {
    const Blend rows = neighbours(y, in.height, height);
    blend_rows(in.data + static_cast<std::ptrdiff_t>(rows.first) * in.stride,
               in.data + static_cast<std::ptrdiff_t>(rows.second) * in.stride, rows.weight, row,
               in.width);
    std::uint8_t* __restrict to = out + static_cast<std::ptrdiff_t>(y) * stride;
    for (int x = 0; x < width; ++x) {
      const Blend& c = columns_[x];
      to[x] = static_cast<std::uint8_t>(
          (row[c.first] * (256 - c.weight) + row[c.second] * c.weight + 128) >> 8);
    }
  }
}

void PlaneResizer::resize(const PlaneView& in, std::uint8_t* out, int stride, int width,
                          int height) {
  if (width > in.width || height > in.height) return grow(in, out, stride, width, height);
  const PlaneView small = halve(in, width, height);
  if (small.width % 3 == 0 && small.height % 3 == 0 && small.width * 2 == width * 3 &&
      small.height * 2 == height * 3)
    return shrink_3_to_2(small, out, stride);
  // Box: odd sizes that could not be halved; libyuv itself turns it into bilinear below a factor
  // of 2.
  scale(small, out, stride, width, height, libyuv::kFilterBox);
}

}  // namespace mien::media
