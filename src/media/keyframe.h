#pragma once
/// \file Whether decoding may begin at a packet.

#include "media/av.h"

namespace mien::media {

/// How a group of pictures begins. `open`: packets that follow may still be shown before this one,
/// and may need earlier pictures. `closed`: all that follows is shown after it.
enum class GroupStart { none, open, closed };

/// Looks into the packet; a container's keyframe flag alone is not enough (intra refresh, wrong
/// flags).
GroupStart group_start(const AVCodecParameters& parameters, const AVPacket& packet);

/// Whether no other picture refers to the packet's: without it all others are decoded as with it.
/// Known of H.264 and HEVC; false elsewhere. Of HEVC it holds as long as no packet `has_layers`.
bool is_disposable(const AVCodecParameters& parameters, const AVPacket& packet);

/// HEVC: of a temporal layer above the first, whose pictures may refer to any of those below.
bool has_layers(const AVCodecParameters& parameters, const AVPacket& packet);

/// Whether it holds a picture that is shown before one that was decoded earlier: a B picture, of
/// HEVC one that leads a keyframe.
bool is_shown_early(const AVCodecParameters& parameters, const AVPacket& packet);

/// Codecs in which a verified keyframe makes a safe cut.
bool has_safe_keyframes(AVCodecID codec);

}  // namespace mien::media
