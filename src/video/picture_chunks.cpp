#include "video/picture_chunks.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "video/tiff.h"

namespace mien::video {
namespace {

constexpr int kMostSegments = 1000, kMostChunks = 100'000, kMostBlocks = 4'000'000;

/// Bytes of a fixed number; zeros beyond the end.
template <std::size_t N>
std::array<std::uint8_t, N> take(media::Bytes& bytes, std::int64_t offset) {
  std::array<std::uint8_t, N> raw{};
  if (bytes.read_at(offset, raw.data(), N) < 0) raw = {};
  return raw;
}

std::uint32_t big(const std::uint8_t* b) {
  return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
}
std::uint32_t little(const std::uint8_t* b) {
  return std::uint32_t{b[3]} << 24 | std::uint32_t{b[2]} << 16 | std::uint32_t{b[1]} << 8 | b[0];
}

bool is(const std::uint8_t* at, std::string_view text) {
  return std::memcmp(at, text.data(), text.size()) == 0;
}

/// EXIF may begin with its own name, in files where that is not meant to be too.
int exif_orientation(media::Bytes& bytes, std::int64_t offset) {
  const auto head = take<6>(bytes, offset);
  const bool named = is(head.data(), std::string_view("Exif\0\0", 6));
  return tiff_facts(bytes, named ? offset + 6 : offset).orientation;
}

constexpr std::uint8_t kEnd = 0xD9, kScan = 0xDA;
bool stands_alone(std::uint8_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
}

}  // namespace

int jpeg_orientation(media::Bytes& bytes) {
  std::int64_t offset = 2;
  for (int segment = 0; segment < kMostSegments; ++segment) {
    const auto head = take<10>(bytes, offset);
    if (head[0] != 0xFF || head[1] == kScan || head[1] == kEnd) return 0;
    if (head[1] == 0xFF || stands_alone(head[1])) {
      offset += head[1] == 0xFF ? 1 : 2;
      continue;
    }
    if (head[1] == 0xE1 && is(&head[4], std::string_view("Exif\0\0", 6))) {
      return exif_orientation(bytes, offset + 4);
    }
    offset += 2 + (head[2] << 8 | head[3]);
  }
  return 0;
}

JpegEnd jpeg_end(std::span<const std::uint8_t> data) {
  constexpr std::uint8_t kProgressive = 0xC2;
  JpegEnd end;
  std::size_t at = 2;
  while (at + 1 < data.size() && !end.found) {
    // Coded pixels up to the next marker; in them 0 follows a byte that only looks like one.
    if (data[at] != 0xFF || data[at + 1] == 0xFF || data[at + 1] == 0) {
      ++at;
      continue;
    }
    const std::uint8_t marker = data[at + 1];
    end.found = marker == kEnd;
    end.progressive = end.progressive || marker == kProgressive;
    at += 2;
    if (!stands_alone(marker) && at + 1 < data.size()) {
      at += static_cast<std::size_t>(data[at] << 8 | data[at + 1]);
    }
  }
  return end;
}

PngFacts png_facts(media::Bytes& bytes) {
  PngFacts facts;
  std::int64_t offset = 8;
  for (int chunk = 0; chunk < kMostChunks && offset + 8 <= bytes.size(); ++chunk) {
    const auto head = take<12>(bytes, offset);
    const std::uint8_t* type = &head[4];
    if (is(type, "acTL")) facts.frames = big(&head[8]);
    if (is(type, "eXIf")) facts.orientation = exif_orientation(bytes, offset + 8);
    facts.ended = is(type, "IEND");
    if (facts.ended) break;
    offset += std::int64_t{12} + big(head.data());
  }
  return facts;
}

WebpFacts webp_facts(media::Bytes& bytes) {
  WebpFacts facts;
  facts.whole = little(&take<8>(bytes, 0)[4]) <= bytes.size() - 8;
  std::int64_t offset = 12;
  for (int chunk = 0; chunk < kMostChunks && offset + 8 <= bytes.size(); ++chunk) {
    const auto head = take<9>(bytes, offset);
    constexpr std::uint8_t kAnimation = 2;
    if (is(head.data(), "VP8X")) facts.animated = (head[8] & kAnimation) != 0;
    if (is(head.data(), "EXIF")) facts.orientation = exif_orientation(bytes, offset + 8);
    const std::int64_t size = little(&head[4]);
    offset += 8 + size + size % 2;
  }
  return facts;
}

GifFacts gif_facts(media::Bytes& bytes) {
  GifFacts facts;
  const auto colours = [](std::uint8_t flags) {
    return (flags & 0x80) != 0 ? 3 * (std::int64_t{2} << (flags & 7)) : 0;
  };
  std::int64_t offset = 13 + colours(take<13>(bytes, 0)[10]);
  int blocks = 0;
  const auto pass_sub_blocks = [&] {
    while (++blocks < kMostBlocks && offset < bytes.size()) {
      const std::uint8_t length = take<1>(bytes, offset)[0];
      offset += 1 + length;
      if (length == 0) return;
    }
  };
  while (++blocks < kMostBlocks && offset < bytes.size()) {
    const auto head = take<10>(bytes, offset);
    if (head[0] == 0x21) {  // an extension
      offset += 2;
    } else if (head[0] == 0x2C) {  // a picture
      ++facts.frames;
      facts.ended = facts.frames > 1;
      if (facts.ended) break;
      offset += 11 + colours(head[9]);
    } else {
      facts.ended = head[0] == 0x3B;
      break;
    }
    pass_sub_blocks();
  }
  return facts;
}

JxlFacts jxl_facts(media::Bytes& bytes) {
  JxlFacts facts;
  for (int box = 0; box < kMostChunks && facts.whole + 8 <= bytes.size(); ++box) {
    const auto head = take<20>(bytes, facts.whole);
    const bool wide = big(head.data()) == 1, part = is(&head[4], "jxlp");
    const std::uint8_t* counter = &head[wide ? 16 : 8];  // of a part; its first bit: the last one
    const std::int64_t left = bytes.size() - facts.whole;
    std::int64_t size = big(head.data());
    if (size == 0) size = left;  // to the file's end
    if (wide) size = std::int64_t{big(&head[8])} << 32 | big(&head[12]);
    if (size < (counter - head.data()) + (part ? 4 : 0) || size > left) break;
    facts.whole += size;
    facts.ended = facts.ended || is(&head[4], "jxlc") || (part && (*counter & 0x80) != 0);
  }
  return facts;
}

}  // namespace mien::video
