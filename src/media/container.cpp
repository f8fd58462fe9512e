#include "media/container.h"

#include <algorithm>
#include <string>

#include "media/byte_reading.h"

namespace mien::media {
namespace {

bool matroska_ends_early(Bytes& bytes) {
  constexpr std::int64_t kHeader = 0x1A45DFA3, kSegment = 0x18538067;
  if (big_endian(bytes, 0, 4) != kHeader) return false;
  const EbmlSize header = ebml_size(bytes, 4);
  if (header.value < 0 || header.value > bytes.size()) return false;
  const std::int64_t segment = header.end + header.value;
  if (big_endian(bytes, segment, 4) != kSegment) return false;
  const EbmlSize size = ebml_size(bytes, segment + 4);
  return size.value >= 0 && size.value > bytes.size() - size.end;
}

bool avi_ends_early(Bytes& bytes) {
  if (!has_text(bytes, 0, "RIFF") || !has_text(bytes, 8, "AVI ")) return false;
  const std::int64_t size = little_endian(bytes, 4, 4);
  return size > bytes.size() - 8 && size < INT32_MAX;  // a live recording leaves 0 or all ones
}

bool asf_ends_early(Bytes& bytes) {
  constexpr std::int64_t kHeader = 0x3026B2758E66CF11, kData = 0x3626B2758E66CF11;
  if (big_endian(bytes, 0, 8) != kHeader) return false;
  const std::int64_t header = little_endian(bytes, 16, 7);
  return header > 0 && header < bytes.size() && big_endian(bytes, header, 8) == kData &&
         little_endian(bytes, header + 16, 7) > bytes.size() - header;
}

std::string text_at(Bytes& bytes, std::int64_t offset, std::int64_t count) {
  std::string text(static_cast<std::size_t>(count), '\0');
  const std::int64_t got =
      bytes.read_at(offset, reinterpret_cast<std::uint8_t*>(text.data()), count);
  text.resize(static_cast<std::size_t>(std::max<std::int64_t>(got, 0)));
  return text;
}

/// Without a block's end and the trailer among its last bytes; a line's end or padding may follow.
bool gif_ends_early(Bytes& bytes) {
  if (!has_text(bytes, 0, "GIF8")) return false;
  const std::string tail = text_at(bytes, std::max<std::int64_t>(bytes.size() - 64, 0), 64);
  return tail.find(std::string_view("\0;", 2)) == std::string::npos;
}

/// Whether the page that begins last lies in the file as a whole.
bool ogg_ends_early(Bytes& bytes) {
  constexpr std::int64_t kLongestPage = 27 + 255 + 255 * 255, kHeader = 27;
  if (!has_text(bytes, 0, "OggS")) return false;
  const std::int64_t from = std::max<std::int64_t>(bytes.size() - kLongestPage, 0);
  const std::string tail = text_at(bytes, from, kLongestPage);
  const std::size_t page = tail.rfind(std::string_view("OggS\0", 5));
  if (page == std::string::npos) return false;
  const std::int64_t at = from + static_cast<std::int64_t>(page);
  const std::int64_t segments = big_endian(bytes, at + kHeader - 1, 1);
  std::int64_t length = kHeader + segments;
  for (std::int64_t i = 0; i < segments; ++i) length += big_endian(bytes, at + kHeader + i, 1);
  return segments < 0 || at + length > bytes.size();
}

bool dv_ends_early(Bytes& bytes) {
  const std::int64_t head = big_endian(bytes, 0, 4);
  if (head < 0 || head >> 8 != 0x1F0700) return false;
  return bytes.size() % (head & 0x80 ? 144000 : 120000) != 0;
}

}  // namespace

bool mp4_index_missing(Bytes& bytes) {
  std::int64_t offset = 0;
  constexpr int kMostBoxes = 10000;
  for (int box = 0; box < kMostBoxes && offset < bytes.size(); ++box) {
    if (offset == 0 && !has_text(bytes, 4, "ftyp") && !has_text(bytes, 4, "mdat") &&
        !has_text(bytes, 4, "wide") && !has_text(bytes, 4, "free")) {
      return false;
    }
    if (has_text(bytes, offset + 4, "moov")) return false;
    std::int64_t size = big_endian(bytes, offset, 4);
    if (size == 1) size = big_endian(bytes, offset + 8, 8);
    if (size < 8 || size > bytes.size() - offset) return true;
    offset += size;
  }
  return true;
}

bool is_playlist(Bytes& bytes) {
  return has_text(bytes, 0, "#EXT") || has_text(bytes, 0, "ffco") ||
         text_at(bytes, 0, 1024).find("<MPD") != std::string::npos;
}

bool ends_early(Bytes& bytes) {
  constexpr bool (*kChecks[])(Bytes&) = {matroska_ends_early, avi_ends_early, asf_ends_early,
                                         gif_ends_early,      ogg_ends_early, dv_ends_early};
  return std::ranges::any_of(kChecks, [&](auto check) { return check(bytes); });
}

}  // namespace mien::media
