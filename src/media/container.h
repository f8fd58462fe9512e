#pragma once
/// \file What a container's own headers promise, read without a demuxer.

#include "media/bytes.h"

namespace mien::media {

/// An MP4 or MOV without its `moov` box: a recording that was cut off before its index was written.
bool mp4_index_missing(Bytes& bytes);

/// A text that names other files to be read: HLS, DASH, or FFmpeg's list for joining.
bool is_playlist(Bytes& bytes);

/// A file that is shorter than its headers say: Matroska, AVI, Windows media, GIF, Ogg (its last
/// page), DV (its last frame).
bool ends_early(Bytes& bytes);

}  // namespace mien::media
