#pragma once
/// \file Recordings that were joined byte after byte (cat a.mkv b.mkv > c.mkv).

#include <vector>

#include "media/bytes.h"

namespace mien::video {

/// Where each whole recording of a Matroska, MP4, AVI, FLV, Windows media or IVF file lies, in
/// order, told by their headers alone (of Matroska, Windows media and IVF also what follows one
/// that is cut off), and each part of a transport stream whose video is coded in its own way or has
/// another PID; one
/// that covers the file where there is one only, or it is of another kind. A player would stop at
/// the first one's end, or mix their clocks.
std::vector<media::ByteRange> joined_recordings(media::Bytes& bytes);

}  // namespace mien::video
