#pragma once
/// \file Picture files with parts that no encoder here writes: EXIF, odd codings, HEIF's boxes.

#include <cstdint>
#include <string>

namespace mien::test {

inline std::string big32(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}
inline std::string little32(std::uint32_t value) {
  const std::string big = big32(value);
  return {big.rbegin(), big.rend()};
}
inline std::string little16(unsigned value) { return little32(value).substr(0, 2); }

/// An EXIF structure that states an orientation and nothing else, big-endian.
inline std::string exif(char orientation) {
  return std::string("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) + orientation +
         std::string("\0\0\0\0\0\0", 6);
}

inline std::string jpeg_with_exif(const std::string& jpeg, char orientation) {
  const std::string body = std::string("Exif\0\0", 6) + exif(orientation);
  const char length = static_cast<char>(body.size() + 2);
  return jpeg.substr(0, 2) + std::string("\xFF\xE1\0", 3) + length + body + jpeg.substr(2);
}

/// The check sum of PNG's chunks (ISO 3309).
inline std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

inline std::string png_with_exif(const std::string& png, char orientation) {
  constexpr std::size_t kHead = 8 + 25;  // the signature and IHDR
  const std::string body = "eXIf" + exif(orientation);
  return png.substr(0, kHead) + big32(static_cast<std::uint32_t>(body.size() - 4)) + body +
         big32(crc32(body)) + png.substr(kHead);
}

inline std::string riff_chunk(const std::string& name, const std::string& body) {
  return name + little32(static_cast<std::uint32_t>(body.size())) + body +
         std::string(body.size() % 2, '\0');
}

/// A plain WebP in the extended form. `flags`: 8 EXIF, 2 animation.
inline std::string extended_webp(const std::string& webp, char flags, int width, int height,
                                 const std::string& more = {}) {
  const std::string size = little32(static_cast<std::uint32_t>(width - 1)).substr(0, 3) +
                           little32(static_cast<std::uint32_t>(height - 1)).substr(0, 3);
  const std::string body =
      "WEBP" + riff_chunk("VP8X", flags + std::string(3, '\0') + size) + webp.substr(12) + more;
  return riff_chunk("RIFF", body);
}

/// An uncompressed gray TIFF of `width` × `height`, little-endian. `more`: entries to add, 12 bytes
/// each.
inline std::string gray_tiff(int width, int height, unsigned orientation, unsigned compression = 1,
                             const std::string& more = {}) {
  const std::string pixels(static_cast<std::size_t>(width * height), '\x60');
  const auto entry = [](unsigned tag, unsigned type, std::uint32_t value) {
    return little16(tag) + little16(type) + little32(1) + little32(value);
  };
  const auto size = static_cast<std::uint32_t>(pixels.size());
  const std::string entries = entry(256, 4, static_cast<std::uint32_t>(width)) +
                              entry(257, 4, static_cast<std::uint32_t>(height)) + entry(258, 3, 8) +
                              entry(259, 3, compression) + entry(262, 3, 1) + entry(273, 4, 8) +
                              entry(274, 3, orientation) + entry(277, 3, 1) +
                              entry(278, 4, static_cast<std::uint32_t>(height)) +
                              entry(279, 4, size) + more;
  return "II" + little16(42) + little32(8 + size) + pixels +
         little16(static_cast<unsigned>(entries.size() / 12)) + entries + little32(0);
}

inline std::string heif_box(const std::string& type, const std::string& body) {
  return big32(static_cast<std::uint32_t>(body.size() + 8)) + type + body;
}

/// The head of an AVIF whose main picture has these properties, each a box. `more`: boxes before
/// them.
inline std::string avif_head(const std::string& first, const std::string& second,
                             const std::string& more = {}) {
  const std::string version(4, '\0');
  const std::string owners = version + big32(1) + std::string("\0\x01\x02\x81\x82", 5);
  return heif_box("ftyp", "avif" + version + "mif1avif") +
         heif_box("meta", version + heif_box("pitm", version + std::string("\0\x01", 2)) + more +
                              heif_box("iprp", heif_box("ipco", first + second) +
                                                   heif_box("ipma", owners)));
}

}  // namespace mien::test
