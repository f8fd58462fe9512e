#include "video/joined.h"

#include <algorithm>
#include <cstring>

#include "media/byte_reading.h"
#include "video/joined_ts.h"

namespace mien::video {
namespace {

constexpr std::size_t kMostParts = 10'000;
constexpr int kMostElements = 4'000'000;  ///< headers looked at; bounds the time it takes

constexpr std::int64_t kAsfHeader = 0x3026B2758E66CF11;

/// Walks the boxes of one level; gives the parts' begins. A part begins at an `ftyp` behind a
/// `moov`.
std::vector<std::int64_t> mp4_begins(media::Bytes& bytes) {
  std::vector<std::int64_t> begins{0};
  bool has_index = false;
  std::int64_t at = 0;
  for (int box = 0; box < kMostElements && at + 8 <= bytes.size(); ++box) {
    std::int64_t size = media::big_endian(bytes, at, 4);
    if (media::has_text(bytes, at + 4, "ftyp") && has_index) {
      begins.push_back(at);
      has_index = false;
    }
    has_index |= media::has_text(bytes, at + 4, "moov");
    if (size == 1) size = media::big_endian(bytes, at + 8, 8);
    if (size < 8 || size > bytes.size() - at) break;
    at += size;
  }
  if (!has_index && begins.size() > 1) begins.pop_back();  // what comes last cannot stand alone
  return begins;
}

/// Where this number of `count` bytes stands next; −1: nowhere.
std::int64_t number_place(media::Bytes& bytes, std::int64_t from, std::int64_t number,
                          std::size_t count = 8) {
  const auto sought = __builtin_bswap64(static_cast<std::uint64_t>(number) << (64 - 8 * count));
  std::vector<std::uint8_t> chunk(1 << 20);
  while (from + 8 <= bytes.size()) {
    const std::int64_t got =
        bytes.read_at(from, chunk.data(), static_cast<std::int64_t>(chunk.size()));
    if (got < 8) return -1;
    const void* found = memmem(chunk.data(), static_cast<std::size_t>(got), &sought, count);
    if (found) return from + (static_cast<const std::uint8_t*>(found) - chunk.data());
    from += got - 7;
  }
  return -1;
}

constexpr std::int64_t kEbmlHeader = 0x1A45DFA3, kSegment = 0x18538067;

/// Behind a recording that is cut off: the next one's header, which a segment follows.
std::int64_t next_matroska(media::Bytes& bytes, std::int64_t from) {
  for (std::int64_t at = from;; ++at) {
    at = number_place(bytes, at, kEbmlHeader, 4);
    if (at < 0) return -1;
    const media::EbmlSize size = media::ebml_size(bytes, at + 4);
    if (size.value > 0 && size.value < 1000 &&
        media::big_endian(bytes, size.end + size.value, 4) == kSegment)
      return at;
  }
}

/// Elements of unknown size, as live recorders write them, are entered; others are passed over.
std::vector<std::int64_t> matroska_begins(media::Bytes& bytes) {
  constexpr std::int64_t kCluster = 0x1F43B675;
  std::vector<std::int64_t> begins;
  std::int64_t at = 0, last = 0;
  for (int element = 0; element < kMostElements && at >= 0 && at + 2 <= bytes.size(); ++element) {
    const std::int64_t first = media::big_endian(bytes, at, 1);
    const int length = first >= 0x80 ? 1 : first >= 0x40 ? 2 : first >= 0x20 ? 3 : 4;
    const std::int64_t id = media::big_endian(bytes, at, length);
    const media::EbmlSize size = media::ebml_size(bytes, at + length);
    const bool entered = size.value < 0 && (id == kSegment || id == kCluster);
    const bool whole = first >= 0x10 && id >= 0 && size.end >= 0 &&
                       (entered || (size.value >= 0 && size.value <= bytes.size() - size.end));
    if (id == kEbmlHeader) begins.push_back(at);
    if (id == kEbmlHeader || id == kSegment || id == kCluster) last = at;
    at = whole ? size.end + std::max<std::int64_t>(size.value, 0) : next_matroska(bytes, last + 4);
  }
  return begins;
}

/// A recording above 1 GiB has several RIFF chunks; the first alone is called AVI.
std::vector<std::int64_t> avi_begins(media::Bytes& bytes) {
  std::vector<std::int64_t> begins;
  std::int64_t at = 0;
  while (begins.size() <= kMostParts && media::has_text(bytes, at, "RIFF")) {
    if (media::has_text(bytes, at + 8, "AVI ")) begins.push_back(at);
    const std::int64_t big = media::big_endian(bytes, at + 4, 4);
    if (big <= 0) break;
    const std::int64_t size = __builtin_bswap32(static_cast<std::uint32_t>(big));
    at += 8 + size + size % 2;
  }
  return begins;
}

/// Behind its header a Flash video is tags, each with its length before and behind it.
std::vector<std::int64_t> flv_begins(media::Bytes& bytes) {
  constexpr std::int64_t kHeader = 0x464C5601;  // "FLV", version 1
  std::vector<std::int64_t> begins;
  std::int64_t at = 0;
  for (int tag = 0; tag < kMostElements && at < bytes.size(); ++tag) {
    if (media::big_endian(bytes, at, 4) == kHeader) {
      const std::int64_t length = media::big_endian(bytes, at + 5, 4);
      if (length < 9) break;
      begins.push_back(at);
      at += length + 4;
    } else {
      const std::int64_t size = media::big_endian(bytes, at + 1, 3);
      if (size < 0) break;
      at += 11 + size + 4;
    }
  }
  return begins;
}

/// Windows media: objects, each with its kind (16 bytes, of which 8 will do) and its size. Behind
/// one that is cut off the next recording's header is looked for.
std::vector<std::int64_t> asf_begins(media::Bytes& bytes) {
  constexpr std::int64_t kData = 0x3626B2758E66CF11;
  std::vector<std::int64_t> begins;
  std::int64_t at = 0, last = 0;
  for (int object = 0; object < kMostElements && at >= 0 && at + 24 <= bytes.size(); ++object) {
    const std::int64_t kind = media::big_endian(bytes, at, 8);
    if (kind == kAsfHeader) begins.push_back(at);
    if (kind == kAsfHeader || kind == kData) last = at;
    const std::int64_t size = media::little_endian(bytes, at + 16, 7);  // an eighth byte would be 0
    const bool whole = size >= 24 && size <= bytes.size() - at;
    at = whole ? at + size : number_place(bytes, last + 24, kAsfHeader);
  }
  return begins;
}

/// IVF: a header of 32 bytes, then frames, each with its size before it.
std::vector<std::int64_t> ivf_begins(media::Bytes& bytes) {
  constexpr std::int64_t kHeader = 0x444B494600002000;  // "DKIF", version 0, 32 bytes
  std::vector<std::int64_t> begins;
  std::int64_t at = 0;
  for (int frame = 0; frame < kMostElements && at >= 0 && at + 12 <= bytes.size(); ++frame) {
    const bool header = media::big_endian(bytes, at, 8) == kHeader;
    if (header) begins.push_back(at);
    at += header ? 32 : 12 + media::little_endian(bytes, at, 4);
    const bool cut_off = at > bytes.size() && !begins.empty();
    if (cut_off) at = number_place(bytes, begins.back() + 32, kHeader);
  }
  return begins;
}

}  // namespace

std::vector<media::ByteRange> joined_recordings(media::Bytes& bytes) {
  std::vector<std::int64_t> begins;
  if (media::has_text(bytes, 4, "ftyp")) begins = mp4_begins(bytes);
  if (media::big_endian(bytes, 0, 4) == kEbmlHeader) begins = matroska_begins(bytes);
  if (media::big_endian(bytes, 0, 4) == 0x464C5601) begins = flv_begins(bytes);
  if (media::has_text(bytes, 0, "RIFF") && media::has_text(bytes, 8, "AVI "))
    begins = avi_begins(bytes);
  if (media::big_endian(bytes, 0, 8) == kAsfHeader) begins = asf_begins(bytes);
  if (media::has_text(bytes, 0, "DKIF")) begins = ivf_begins(bytes);
  if (begins.empty()) begins = transport_begins(bytes);
  if (begins.size() < 2 || begins.size() > kMostParts) return {{0, bytes.size()}};
  std::vector<media::ByteRange> parts;
  for (std::size_t i = 0; i < begins.size(); ++i)
    parts.push_back({begins[i], i + 1 < begins.size() ? begins[i + 1] : bytes.size()});
  return parts;
}

}  // namespace mien::video
