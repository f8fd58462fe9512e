#pragma once
/// \file What is read of HEIF's boxes: HEIC and AVIF are kinds of it.

#include "media/bytes.h"

namespace mien::video {

/// What a file's first boxes say.
struct HeifFacts {
  enum class Kind { none, heic, avif, avif_sequence, raw };
  Kind kind = Kind::none;  ///< none: no HEIF, or one of a coding that is not known
  bool tiled = false;      ///< the main picture is put together from others
  int rotation = 0;  ///< degrees clockwise that turn the main picture upright; of a mirrored one in
                     ///< the mirror
};

/// Bounded: reads the heads of at most 1,000 boxes.
HeifFacts heif_facts(media::Bytes& bytes);

}  // namespace mien::video
