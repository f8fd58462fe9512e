#include "video/picture_stream.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "media/byte_reading.h"

namespace mien::video {
namespace {

constexpr std::int64_t kLargestPicture = 64 << 20;
constexpr std::int64_t kMostPadding = 4096;  ///< between two pictures
constexpr int kMostJpegSegments = 1000;
constexpr int kMostLookedAt = 4;  ///< pictures

/// What a walk through a picture's markers tells.
struct Jpeg {
  std::int64_t size = 0;  ///< height and width, as in the file
  std::int64_t end = -1;  ///< behind its last byte; −1: none was found
  bool of_several = false;
};

/// Where the next marker behind compressed data begins; −1: nowhere near.
std::int64_t next_marker(media::Bytes& bytes, std::int64_t from, std::int64_t limit) {
  std::vector<std::uint8_t> chunk(1 << 16);
  while (from < limit) {
    const std::int64_t got =
        bytes.read_at(from, chunk.data(), static_cast<std::int64_t>(chunk.size()));
    if (got < 2) return -1;
    for (std::int64_t i = 0; i + 1 < got; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const std::uint8_t next = chunk[at + 1];
      const bool data = next == 0 || next == 0xFF || (next >= 0xD0 && next <= 0xD7);
      if (chunk[at] == 0xFF && !data) return from + i;
    }
    from += got - 1;
  }
  return -1;
}

/// Walks the picture that begins at `begin` with FF D8.
Jpeg walk(media::Bytes& bytes, std::int64_t begin) {
  Jpeg jpeg;
  std::int64_t at = begin + 2;
  const std::int64_t limit = begin + kLargestPicture;
  for (int segment = 0; segment < kMostJpegSegments && at >= 0 && at < limit; ++segment) {
    if (media::big_endian(bytes, at, 1) != 0xFF) return jpeg;
    const std::int64_t marker = media::big_endian(bytes, at + 1, 1);
    if (marker == 0xFF) {  // fills
      ++at;
      continue;
    }
    if (marker == 0xD9) jpeg.end = at + 2;
    if (marker == 0xD8) jpeg.end = at;  // the first one lacks its end
    if (marker == 0xD9 || marker == 0xD8) return jpeg;
    const std::int64_t length = media::big_endian(bytes, at + 2, 2);
    if (length < 2) return jpeg;
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) jpeg.size = media::big_endian(bytes, at + 5, 4);
    if (marker == 0xE2)
      jpeg.of_several |= media::has_text(bytes, at + 4, std::string_view("MPF\0", 4));
    at += 2 + length;
    if (marker == 0xDA) at = next_marker(bytes, at, limit);
  }
  return jpeg;
}

/// −1: there is none close behind.
std::int64_t next_picture(media::Bytes& bytes, std::int64_t from) {
  for (std::int64_t at = from; at < from + kMostPadding; ++at)
    if (media::big_endian(bytes, at, 3) == 0xFFD8FF) return at;
  return -1;
}

// Behind a still there may be a smaller copy of it, of another size; of a film's first pictures two
// in a row have one size, wherever it changes.
bool is_motion_jpeg(media::Bytes& bytes) {
  if (media::big_endian(bytes, 0, 3) != 0xFFD8FF) return false;
  Jpeg last = walk(bytes, 0);
  if (last.of_several) return false;
  for (int picture = 1; picture < kMostLookedAt; ++picture) {
    if (last.end < 0 || last.size <= 0) return false;
    const std::int64_t at = next_picture(bytes, last.end);
    if (at < 0) return false;
    const Jpeg next = walk(bytes, at);
    if (next.size == last.size) return true;
    last = next;
  }
  return false;
}

constexpr int kMostPngChunks = 10000;

/// Each gives back where the picture that begins at `at` ends; −1: none begins there.
using PictureEnd = std::int64_t (*)(media::Bytes& bytes, std::int64_t at);

std::int64_t png_end(media::Bytes& bytes, std::int64_t at) {
  constexpr std::int64_t kSignature = 0x89504E470D0A1A0A & INT64_MAX;
  if (media::big_endian(bytes, at, 8) != kSignature) return -1;
  at += 8;
  for (int chunk = 0; chunk < kMostPngChunks; ++chunk) {
    const std::int64_t length = media::big_endian(bytes, at, 4);
    if (length < 0) return -1;
    const bool last = media::has_text(bytes, at + 4, "IEND");
    at += 12 + length;
    if (last) return at;
  }
  return -1;
}

std::int64_t bmp_end(media::Bytes& bytes, std::int64_t at) {
  constexpr std::int64_t kMark = 'B' << 8 | 'M', kHeader = 14 + 12;
  if (media::big_endian(bytes, at, 2) != kMark || media::big_endian(bytes, at + 6, 4) != 0)
    return -1;
  const std::int64_t size = media::little_endian(bytes, at + 2, 4);
  return size >= kHeader ? at + size : -1;
}

std::int64_t webp_end(media::Bytes& bytes, std::int64_t at) {
  if (!media::has_text(bytes, at, "RIFF") || !media::has_text(bytes, at + 8, "WEBP")) return -1;
  const std::int64_t size = media::little_endian(bytes, at + 4, 4);
  return at + 8 + size + size % 2;
}

/// The next number of a PNM's header, behind blanks and comments; −1: there is none. Moves `at`.
std::int64_t pnm_number(std::string_view head, std::size_t& at) {
  while (at < head.size() &&
         (std::isspace(static_cast<unsigned char>(head[at])) || head[at] == '#'))
    at = head[at] == '#' ? std::min(head.find('\n', at), head.size()) : at + 1;
  std::int64_t number = -1;
  for (; at < head.size() && std::isdigit(static_cast<unsigned char>(head[at])); ++at) {
    number = std::max<std::int64_t>(number, 0) * 10 + (head[at] - '0');
    if (number > kLargestPicture) return -1;
  }
  return number;
}

/// Of the two kinds whose pixels are bytes: grey (P5) and colour (P6).
std::int64_t pnm_end(media::Bytes& bytes, std::int64_t begin) {
  std::array<std::uint8_t, 256> raw{};
  const std::int64_t got = bytes.read_at(begin, raw.data(), std::int64_t{raw.size()});
  if (got < 8 || raw[0] != 'P' || (raw[1] != '5' && raw[1] != '6') || !std::isspace(raw[2]))
    return -1;
  const std::string head(raw.begin(), raw.begin() + got);
  std::size_t at = 2;
  const std::int64_t width = pnm_number(head, at), height = pnm_number(head, at),
                     most = pnm_number(head, at);
  if (width <= 0 || height <= 0 || most <= 0 || most > 65535) return -1;
  if (height > kLargestPicture / width) return -1;
  const std::int64_t pixel = (raw[1] == '6' ? 3 : 1) * (most > 255 ? 2 : 1);
  return begin + static_cast<std::int64_t>(at) + 1 + width * height * pixel;
}

struct FilmKind {
  PictureEnd end;
  const char* demuxer;
};
constexpr FilmKind kFilms[] = {
    {png_end, "png_pipe"}, {bmp_end, "bmp_pipe"}, {webp_end, "webp_pipe"}, {pnm_end, "ppm_pipe"}};

}  // namespace

const char* picture_stream(media::Bytes& bytes) {
  if (is_motion_jpeg(bytes)) return "mjpeg";
  for (const FilmKind& format : kFilms) {
    const std::int64_t end = format.end(bytes, 0);
    if (end > 0 && end < bytes.size()) return format.end(bytes, end) > 0 ? format.demuxer : nullptr;
  }
  return nullptr;
}

}  // namespace mien::video
