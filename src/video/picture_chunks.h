#pragma once
/// \file What picture files say in the parts beside their pixels. All bounded; none throws.

#include <cstdint>
#include <span>

#include "media/bytes.h"

namespace mien::video {

/// EXIF orientation of a JPEG file, 1 … 8; 0 where it states none.
int jpeg_orientation(media::Bytes& bytes);

struct JpegEnd {
  bool found = false;        ///< the marker that ends it, behind its last scan
  bool progressive = false;  ///< comes as a blurred picture first and is sharpened scan by scan
};
JpegEnd jpeg_end(std::span<const std::uint8_t> data);

struct PngFacts {
  int orientation = 0;       ///< EXIF's; 0: none stated
  std::uint32_t frames = 1;  ///< more than one: animated (APNG)
  bool ended = false;        ///< the chunk that ends it was found
};
PngFacts png_facts(media::Bytes& bytes);

struct WebpFacts {
  int orientation = 0;
  bool animated = false;
  bool whole = false;  ///< as long as it says
};
WebpFacts webp_facts(media::Bytes& bytes);

struct GifFacts {
  int frames = 0;      ///< counted up to two
  bool ended = false;  ///< two frames, or the end's mark, were found
};
GifFacts gif_facts(media::Bytes& bytes);

/// JPEG XL in a container (a bare codestream has no boxes).
struct JxlFacts {
  std::int64_t whole = 0;  ///< bytes up to the end of the last whole box
  bool ended = false;      ///< the box that ends the codestream is among them
};
JxlFacts jxl_facts(media::Bytes& bytes);

}  // namespace mien::video
