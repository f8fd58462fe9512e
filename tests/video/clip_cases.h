#pragma once
/// \file Recordings of every kind that can be cut.

#include <string>
#include <vector>

#include "make_clip.h"

namespace mien::test {

struct ClipCase {
  std::string name;
  std::string file;
  ClipSpec spec;
};

inline ClipSpec clip(const std::string& encoder, int b_frames, bool open_gop) {
  ClipSpec spec;
  spec.encoder = encoder;
  spec.width = 96;
  spec.height = 64;
  spec.frames = 420;  // 16.8 s: eight segments
  spec.gop = 25;
  spec.b_frames = b_frames;
  spec.open_gop = open_gop;
  return spec;
}

inline std::vector<ClipCase> clip_cases() {
  std::vector<ClipCase> all{
      {"h264_no_b", "a.mp4", clip("libx264", 0, false)},
      {"h264_closed", "a.mp4", clip("libx264", 2, false)},
      {"h264_open", "a.mp4", clip("libx264", 3, true)},
      {"h264_open_mkv", "a.mkv", clip("libx264", 3, true)},
      {"hevc_closed", "a.mp4", clip("libx265", 3, false)},
      {"hevc_open", "a.mkv", clip("libx265", 3, true)},
      {"mpeg4_closed", "a.mp4", clip("mpeg4", 2, false)},
      {"mpeg4_open", "a.mp4", clip("mpeg4", 2, true)},
      {"mpeg4_mkv", "a.mkv", clip("mpeg4", 0, true)},
      {"mpeg2_open", "a.mkv", clip("mpeg2video", 2, true)},
      {"vp9", "a.webm", clip("libvpx-vp9", 0, false)},
      {"vp8", "a.webm", clip("libvpx", 0, false)},
      {"mjpeg", "a.mov", clip("mjpeg", 0, true)},
  };
  all.back().spec.format = AV_PIX_FMT_YUVJ420P;
  if (avcodec_find_encoder_by_name("libaom-av1")) {
    ClipSpec av1 = clip("libaom-av1", 0, false);
    av1.options = {{"cpu-used", "8"}, {"usage", "realtime"}};
    all.push_back({"av1", "a.mkv", av1});
  }
  ClipSpec variable = clip("libx264", 2, false);
  variable.variable_rate = true;
  all.push_back({"variable_rate", "a.mp4", variable});
  all.push_back({"variable_rate_mkv", "a.mkv", variable});
  ClipSpec late = clip("libx264", 2, true);
  late.first_pts = 40;
  all.push_back({"starts_late", "a.mkv", late});
  ClipSpec odd = clip("libx264", 2, true);
  odd.gop = 37;
  odd.audio = true;
  all.push_back({"with_audio", "a.mp4", odd});
  ClipSpec two = clip("libx264", 1, false);
  two.gop = 2;
  all.push_back({"keyframe_every_other", "a.mp4", two});
  ClipSpec pyramid = clip("libx264", 7, true);
  pyramid.options = {
      {"preset", "medium"}, {"bf", "7"}, {"b_strategy", "0"}, {"b-pyramid", "normal"}};
  all.push_back({"b_pyramid", "a.mp4", pyramid});
  ClipSpec fragmented = clip("libx264", 2, false);
  fragmented.muxer_options = {{"movflags", "frag_keyframe+empty_moov"}};
  all.push_back({"fragmented", "a.mp4", fragmented});
  return all;
}

}  // namespace mien::test
