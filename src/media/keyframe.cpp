#include "media/keyframe.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace mien::media {
namespace {

using Payload = std::span<const std::uint8_t>;

/// Bytes of the length that precedes each unit of H.264 and HEVC in MP4 and Matroska; 0: start
/// codes.
std::size_t length_bytes(const AVCodecParameters& p) {
  const Payload extra(p.extradata, p.extradata ? static_cast<std::size_t>(p.extradata_size) : 0);
  const std::size_t at = p.codec_id == AV_CODEC_ID_H264 ? 4 : 21;
  const bool boxed = extra.size() > at && extra[0] == 1;
  return boxed ? (extra[at] & 3U) + 1 : 0;
}

/// Index just behind the next 00 00 01, or the payload's size.
std::size_t after_start_code(Payload data, std::size_t from) {
  for (std::size_t i = from; i + 3 <= data.size(); ++i) {
    if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1) return i + 3;
  }
  return data.size();
}

/// Calls `visit(unit)` for each unit until it gives true.
template <class Visit>
void each_unit(Payload data, std::size_t length, Visit visit) {
  std::size_t at = length == 0 ? after_start_code(data, 0) : 0;
  while (at < data.size()) {
    std::size_t size = 0;
    if (length == 0) {
      size = data.size() - at;  // up to the end: enough for a look at its first bytes
    } else {
      if (data.size() - at < length) return;
      for (std::size_t i = 0; i < length; ++i) size = size << 8 | data[at + i];
      at += length;
      if (size > data.size() - at) return;
    }
    if (size > 0 && visit(data.subspan(at, size))) return;
    at = length == 0 ? after_start_code(data, at) : at + size;
  }
}

/// H.264: a recovery point (payload 6) whose recovery_frame_cnt, ue(v), is 0: its first bit is set.
bool recovers_at_once(Payload sei) {
  std::size_t at = 1;
  while (at + 2 < sei.size()) {
    unsigned type = 0, size = 0;
    while (at < sei.size() && sei[at] == 0xFF) type += 255, ++at;
    if (at < sei.size()) type += sei[at++];
    while (at < sei.size() && sei[at] == 0xFF) size += 255, ++at;
    if (at < sei.size()) size += sei[at++];
    if (type == 6) return at < sei.size() && (sei[at] & 0x80);
    if (size > sei.size() - std::min(at, sei.size())) return false;
    at += size;
  }
  return false;
}

GroupStart h264_start(Payload data, std::size_t length) {
  GroupStart start = GroupStart::none;
  each_unit(data, length, [&](Payload unit) {
    const int type = unit[0] & 0x1F;
    if (type == 5) start = GroupStart::closed;
    if (type == 6 && recovers_at_once(unit)) start = GroupStart::open;
    return type >= 1 && type <= 5;  // the first slice decides
  });
  return start;
}

GroupStart hevc_start(Payload data, std::size_t length) {
  constexpr int kBlaWithLeading = 16, kIdrAlone = 20, kClean = 21;
  GroupStart start = GroupStart::none;
  each_unit(data, length, [&](Payload unit) {
    const int type = unit[0] >> 1 & 0x3F;
    if (type >= 32) return false;  // parameter sets, SEI
    if (type >= kBlaWithLeading && type <= kClean) {
      start = type == kIdrAlone ? GroupStart::closed : GroupStart::open;
    }
    return true;
  });
  return start;
}

enum MpegType { kIntra, kPredicted, kBoth };

/// MPEG-4 part 2 (vop_coding_type) and MPEG-2 (picture_coding_type): calls `visit(type)` for each
/// picture until it gives true.
template <class Visit>
void each_mpeg_picture(Payload data, bool mpeg4, Visit visit) {
  const std::uint8_t wanted = mpeg4 ? 0xB6 : 0x00;
  for (std::size_t at = after_start_code(data, 0); at < data.size();
       at = after_start_code(data, at)) {
    if (data[at] != wanted) continue;
    if (data.size() - at < 3) return;
    if (visit(mpeg4 ? data[at + 1] >> 6 : (data[at + 2] >> 3 & 7) - 1)) return;
  }
}

GroupStart mpeg_start(Payload data, bool mpeg4) {
  GroupStart start = GroupStart::none;
  each_mpeg_picture(data, mpeg4, [&](int type) {
    if (type == kIntra) start = GroupStart::open;
    return true;  // the first decides
  });
  return start;
}

/// XviD puts a picture and the B picture that is shown before it into one packet.
bool has_mpeg_b(Payload data, bool mpeg4) {
  bool found = false;
  each_mpeg_picture(data, mpeg4, [&](int type) { return found = type == kBoth; });
  return found;
}

/// H.264: a slice of a picture that no other refers to (nal_ref_idc 0).
bool h264_refers_not(Payload unit) { return (unit[0] >> 5 & 3) == 0; }
bool h264_slice(Payload unit) { return (unit[0] & 0x1F) >= 1 && (unit[0] & 0x1F) <= 5; }
/// The first slice of a picture (first_mb_in_slice, ue(v), is 0) of slice_type, ue(v), 1 or 6.
bool h264_begins_b(Payload unit) {
  return unit.size() > 1 && (unit[1] >> 4 == 0b1010 || unit[1] >> 2 == 0b100111);
}

/// HEVC: TRAIL_N, TSA_N, STSA_N, RADL_N, RASL_N are not referred to within their layer; and there
/// is one layer alone where all are of the first.
bool hevc_refers_not(Payload unit) {
  const int type = unit[0] >> 1 & 0x3F;
  const bool first_layer = unit.size() > 1 && (unit[1] & 7) == 1;
  return type <= 8 && type % 2 == 0 && first_layer;
}
bool hevc_slice(Payload unit) { return (unit[0] >> 1 & 0x3F) < 32; }
/// RADL and RASL pictures. A B slice says nothing: it may refer to earlier pictures alone.
bool hevc_leads(Payload unit) {
  const int type = unit[0] >> 1 & 0x3F;
  return type >= 6 && type <= 9;
}

}  // namespace

bool is_disposable(const AVCodecParameters& parameters, const AVPacket& packet) {
  const bool h264 = parameters.codec_id == AV_CODEC_ID_H264;
  if (!h264 && parameters.codec_id != AV_CODEC_ID_HEVC) return false;
  if (!packet.data || packet.size <= 0) return false;
  bool slices = false, disposable = true;
  each_unit({packet.data, static_cast<std::size_t>(packet.size)}, length_bytes(parameters),
            [&](Payload unit) {
              if (!(h264 ? h264_slice(unit) : hevc_slice(unit))) return false;
              slices = true;
              disposable &= h264 ? h264_refers_not(unit) : hevc_refers_not(unit);
              return !disposable;
            });
  return slices && disposable;
}

bool has_layers(const AVCodecParameters& parameters, const AVPacket& packet) {
  if (parameters.codec_id != AV_CODEC_ID_HEVC || !packet.data || packet.size <= 0) return false;
  bool layers = false;
  each_unit({packet.data, static_cast<std::size_t>(packet.size)}, length_bytes(parameters),
            [&](Payload unit) {
              if (!hevc_slice(unit)) return false;
              layers = unit.size() > 1 && (unit[1] & 7) != 1;
              return true;
            });
  return layers;
}

bool is_shown_early(const AVCodecParameters& parameters, const AVPacket& packet) {
  const AVCodecID codec = parameters.codec_id;
  if (!packet.data || packet.size <= 0) return false;
  const Payload data(packet.data, static_cast<std::size_t>(packet.size));
  if (codec == AV_CODEC_ID_MPEG4 || codec == AV_CODEC_ID_MPEG2VIDEO)
    return has_mpeg_b(data, codec == AV_CODEC_ID_MPEG4);
  const bool h264 = codec == AV_CODEC_ID_H264;
  if (!h264 && codec != AV_CODEC_ID_HEVC) return false;
  bool early = false;
  each_unit(data, length_bytes(parameters), [&](Payload unit) {
    if (!(h264 ? h264_slice(unit) : hevc_slice(unit))) return false;
    early = h264 ? h264_begins_b(unit) : hevc_leads(unit);
    return true;
  });
  return early;
}

GroupStart group_start(const AVCodecParameters& parameters, const AVPacket& packet) {
  if (!(packet.flags & AV_PKT_FLAG_KEY) || !packet.data || packet.size <= 0)
    return GroupStart::none;
  if (packet.flags & (AV_PKT_FLAG_CORRUPT | AV_PKT_FLAG_DISCARD)) return GroupStart::none;
  const Payload data(packet.data, static_cast<std::size_t>(packet.size));
  switch (parameters.codec_id) {
    case AV_CODEC_ID_H264:
      return h264_start(data, length_bytes(parameters));
    case AV_CODEC_ID_HEVC:
      return hevc_start(data, length_bytes(parameters));
    case AV_CODEC_ID_MPEG4:
      return mpeg_start(data, true);
    case AV_CODEC_ID_MPEG2VIDEO:
      return mpeg_start(data, false);
    case AV_CODEC_ID_VP8:
      return data[0] & 1 ? GroupStart::none : GroupStart::closed;
    case AV_CODEC_ID_VP9:
    case AV_CODEC_ID_MJPEG:
      return GroupStart::closed;
    case AV_CODEC_ID_AV1:
      return GroupStart::open;
    default:
      return GroupStart::none;
  }
}

bool has_safe_keyframes(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_HEVC:
    case AV_CODEC_ID_MPEG4:
    case AV_CODEC_ID_MPEG2VIDEO:
    case AV_CODEC_ID_VP8:
    case AV_CODEC_ID_VP9:
    case AV_CODEC_ID_AV1:
    case AV_CODEC_ID_MJPEG:
      return true;
    default:
      return false;
  }
}

}  // namespace mien::media
