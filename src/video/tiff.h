#pragma once
/// \file What is read of TIFF's directories, which EXIF consists of too.

#include <cstdint>

#include "media/bytes.h"

namespace mien::video {

/// What the first directory says; 0 and false where it says nothing.
struct TiffFacts {
  int orientation = 0;            ///< EXIF's 1 … 8
  int compression = 0;            ///< of a TIFF file's picture
  bool preview = false;           ///< a small copy of another picture in the file
  bool digital_negative = false;  ///< Adobe's form of raw pictures
  bool more_pages = false;        ///< another picture of full size follows
};

/// Reads a structure that begins with "II*\0" or "MM\0*" at `begin`. What lies beyond the end, or
/// makes no sense, is as if it were not there. Bounded: two directories of at most 1,000 entries.
TiffFacts tiff_facts(media::Bytes& bytes, std::int64_t begin = 0);

/// Degrees clockwise (0, 90, 180, 270) that turn a picture of an EXIF orientation upright; mirrored
/// ones count as their picture in the mirror. 0 for what is no orientation.
int turn_of(int orientation);

}  // namespace mien::video
