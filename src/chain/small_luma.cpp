#include "chain/small_luma.h"

#include <algorithm>
#include <array>

namespace mien::chain {

namespace {

constexpr int kSmallWidth = 160;
constexpr int kRowsRead = 4;  ///< of those under a pixel: more would tell no more of motion
constexpr int kBlock = 4;

void make_room(int width, int height, SmallLuma& small) {
  const int narrow = std::min(width, kSmallWidth);
  const int low = std::clamp((height * narrow + width / 2) / width, 1, height);
  small.width = narrow;
  small.height = low;
  small.pixels.resize(static_cast<std::size_t>(narrow) * static_cast<std::size_t>(low));
  small.sums.resize(static_cast<std::size_t>(width));
}

/// Where part `i` of `parts` begins along an axis of `length`.
int part_begin(int i, int parts, int length) {
  return static_cast<int>(std::int64_t{length} * i / parts);
}

/// Row number `k` of those that are read of the rows from `begin` to `end`.
int row_read(int begin, int end, int k, int rows) {
  return begin + (2 * k + 1) * (end - begin) / (2 * rows);
}

}  // namespace

// Down first, on whole rows, which compilers turn into vector code; then across, 160 sums a row.
void shrink(const std::uint8_t* plane, int stride, int width, int height, SmallLuma& small) {
  make_room(width, height, small);
  std::array<int, kSmallWidth + 1> edges;
  for (int x = 0; x <= small.width; ++x)
    edges[static_cast<std::size_t>(x)] = part_begin(x, small.width, width);
  std::uint16_t* const sums = small.sums.data();
  std::uint8_t* out = small.pixels.data();
  for (int y = 0; y < small.height; ++y) {
    const int begin = part_begin(y, small.height, height);
    const int end = part_begin(y + 1, small.height, height);
    const int rows = std::min(kRowsRead, end - begin);
    std::fill_n(sums, width, std::uint16_t{0});
    for (int k = 0; k < rows; ++k) {
      const std::uint8_t* const row =
          plane + static_cast<std::ptrdiff_t>(row_read(begin, end, k, rows)) * stride;
      for (int x = 0; x < width; ++x) sums[x] = static_cast<std::uint16_t>(sums[x] + row[x]);
    }
    for (int x = 0; x < small.width; ++x) {
      const int left = edges[static_cast<std::size_t>(x)];
      const int right = edges[static_cast<std::size_t>(x) + 1];
      std::uint32_t sum = 0;
      for (int i = left; i < right; ++i) sum += sums[i];
      *out++ = static_cast<std::uint8_t>(sum / static_cast<std::uint32_t>((right - left) * rows));
    }
  }
}

bool moved(const SmallLuma& before, const SmallLuma& now, int levels) {
  std::array<std::uint16_t, kSmallWidth> columns;
  const int width = now.width;
  for (int top = 0; top < now.height; top += kBlock) {
    const int rows = std::min(kBlock, now.height - top);
    columns.fill(0);
    for (int y = top; y < top + rows; ++y) {
      const std::uint8_t* const a = before.pixels.data() + static_cast<std::ptrdiff_t>(y) * width;
      const std::uint8_t* const b = now.pixels.data() + static_cast<std::ptrdiff_t>(y) * width;
      for (int x = 0; x < width; ++x)
        columns[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(
            columns[static_cast<std::size_t>(x)] + std::max(a[x], b[x]) - std::min(a[x], b[x]));
    }
    for (int left = 0; left < width; left += kBlock) {
      const int across = std::min(kBlock, width - left);
      int sum = 0;
      for (int x = left; x < left + across; ++x) sum += columns[static_cast<std::size_t>(x)];
      if (sum > levels * rows * across) return true;
    }
  }
  return false;
}

}  // namespace mien::chain
