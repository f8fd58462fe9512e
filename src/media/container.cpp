#include "media/container.h"

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

bool is_playlist(Bytes& bytes) { return has_text(bytes, 0, "#EXT") || has_text(bytes, 0, "ffco"); }

bool ends_early(Bytes& bytes) {
  return matroska_ends_early(bytes) || avi_ends_early(bytes) || asf_ends_early(bytes);
}

}  // namespace mien::media
