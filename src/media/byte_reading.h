#pragma once
/// \file Numbers and names in a container's headers.

#include <array>
#include <cstring>
#include <string_view>

#include "media/bytes.h"

namespace mien::media {

/// `count` (≤ 8) bytes at `offset` as a big-endian number; −1 beyond the end.
inline std::int64_t big_endian(Bytes& bytes, std::int64_t offset, int count) {
  std::array<std::uint8_t, 8> raw{};
  if (offset < 0 || bytes.read_at(offset, raw.data(), count) != count) return -1;
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | raw[static_cast<std::size_t>(i)];
  return static_cast<std::int64_t>(value & INT64_MAX);
}

/// The same, with the lowest byte first; `count` ≤ 7.
inline std::int64_t little_endian(Bytes& bytes, std::int64_t offset, int count) {
  const std::int64_t big = big_endian(bytes, offset, count);
  return big < 0 ? -1
                 : static_cast<std::int64_t>(__builtin_bswap64(static_cast<std::uint64_t>(big)) >>
                                             (64 - 8 * count));
}

/// Whether these four letters stand at `offset`.
inline bool has_text(Bytes& bytes, std::int64_t offset, std::string_view text) {
  std::array<std::uint8_t, 4> raw{};
  return offset >= 0 && bytes.read_at(offset, raw.data(), 4) == 4 &&
         std::memcmp(raw.data(), text.data(), 4) == 0;
}

/// An EBML number of variable length: its value (−1: unknown or unreadable) and where it ends (−1:
/// unreadable).
struct EbmlSize {
  std::int64_t value = -1, end = -1;
};

inline EbmlSize ebml_size(Bytes& bytes, std::int64_t offset) {
  const std::int64_t first = big_endian(bytes, offset, 1);
  if (first <= 0) return {};
  int length = 1;
  while (!(first & (0x80 >> (length - 1)))) ++length;
  const std::int64_t raw = big_endian(bytes, offset, length);
  const std::int64_t mask = (std::int64_t{1} << (7 * length)) - 1;
  if (raw < 0) return {};
  const std::int64_t value = raw & mask;
  return {value == mask ? -1 : value, offset + length};
}

}  // namespace mien::media
