// make_seeds FOLDER [stills]: small recordings of every kind, for fuzz_demux to begin with, or
// pictures, for fuzz_still.
#include <cstdio>

#include "video/odd_clips.h"

namespace mien::test {
namespace {

namespace fs = std::filesystem;

constexpr int kWidth = 32, kHeight = 16, kFrames = 8;  ///< what fuzz_demux reads

ClipSpec tiny(const std::string& encoder, AVPixelFormat format = AV_PIX_FMT_YUV420P) {
  ClipSpec spec;
  spec.encoder = encoder;
  spec.width = kWidth;
  spec.height = kHeight;
  spec.frames = kFrames;
  spec.gop = 4;
  spec.format = format;
  return spec;
}

void make(const fs::path& file, const ClipSpec& spec) {
  try {
    make_clip(file, spec);
  } catch (const Error& error) {  // this FFmpeg lacks an encoder or a muxer
    std::fprintf(stderr, "%s: %s\n", file.filename().c_str(), error.what());
    fs::remove(file);
  }
}

struct Common {
  const char* name;
  const char* encoder;
  std::initializer_list<const char*> endings;
  AVPixelFormat format = AV_PIX_FMT_YUV420P;
  std::vector<std::pair<std::string, std::string>> options = {};
};

/// Every container with codecs that are common in it.
void plain(const fs::path& folder) {
  const Common kinds[] = {
      {"h264", "libx264", {"mp4", "mov", "mkv", "ts", "avi", "flv", "nut", "h264"}},
      {"hevc", "libx265", {"mp4", "mkv", "ts", "hevc"}},
      {"av1",
       "libaom-av1",
       {"mp4", "webm", "ivf", "avif"},
       AV_PIX_FMT_YUV420P,
       {{"cpu-used", "8"}}},
      {"mpeg4", "mpeg4", {"avi", "mp4", "m4v", "mkv"}},
      {"mpeg2", "mpeg2video", {"mpg", "ts", "mxf"}},
      {"mpeg1", "mpeg1video", {"mpg"}},
      {"vp8", "libvpx", {"webm", "ivf"}},
      {"vp9", "libvpx-vp9", {"webm", "mp4", "ivf"}},
      {"wmv", "wmv2", {"asf", "avi"}},
      {"msmpeg", "msmpeg4", {"avi"}},
      {"sorenson", "flv", {"flv"}},
      {"theora", "libtheora", {"ogv"}},
      {"jpeg", "mjpeg", {"mjpeg", "avi", "mov", "mkv"}, AV_PIX_FMT_YUVJ420P},
      {"prores", "prores", {"mov"}, AV_PIX_FMT_YUV422P10LE},
      {"lossless", "ffv1", {"mkv"}},
      {"huffman", "huffyuv", {"avi"}, AV_PIX_FMT_YUV422P},
      {"raw", "rawvideo", {"avi", "nut"}},
      {"png", "png", {"mov"}, AV_PIX_FMT_RGB24},
      {"anim", "gif", {"gif"}, AV_PIX_FMT_RGB8},
      {"anim", "apng", {"apng"}, AV_PIX_FMT_RGB24},
  };
  for (const Common& kind : kinds) {
    ClipSpec spec = tiny(kind.encoder, kind.format);
    spec.options = kind.options;
    if (spec.encoder == "libx264") spec.b_frames = 2;
    for (const char* ending : kind.endings)
      make(folder / (std::string(kind.name) + "." + ending), spec);
  }
  ClipSpec sound = tiny("libx264");
  sound.audio = true;
  make(folder / "sound.mp4", sound);
  ClipSpec fragmented = tiny("libx264");
  fragmented.b_frames = 2;
  fragmented.muxer_options = {{"movflags", "frag_keyframe+empty_moov"}};
  make(folder / "fragmented.mp4", fragmented);
}

void stills(const fs::path& folder) {
  const Common kinds[] = {
      {"png_rgb", "png", {"png"}, AV_PIX_FMT_RGB24},
      {"png_rgba", "png", {"png"}, AV_PIX_FMT_RGBA},
      {"png_gray", "png", {"png"}, AV_PIX_FMT_GRAY8},
      {"png_deep", "png", {"png"}, AV_PIX_FMT_RGB48BE},
      {"png_bits", "png", {"png"}, AV_PIX_FMT_MONOBLACK},
      {"anim", "apng", {"apng"}, AV_PIX_FMT_RGB24},
      {"bmp", "bmp", {"bmp"}, AV_PIX_FMT_BGR24},
      {"bmp_gray", "bmp", {"bmp"}, AV_PIX_FMT_GRAY8},
      {"webp", "libwebp", {"webp"}},
      {"webp_exact", "libwebp", {"webp"}, AV_PIX_FMT_BGRA, {{"lossless", "1"}}},
      {"jpeg", "mjpeg", {"jpg"}, AV_PIX_FMT_YUVJ420P},
      {"jpeg_444", "mjpeg", {"jpg"}, AV_PIX_FMT_YUVJ444P},
      {"tiff", "tiff", {"tiff"}, AV_PIX_FMT_RGB24},
      {"tiff_lzw", "tiff", {"tiff"}, AV_PIX_FMT_GRAY8, {{"compression_algo", "lzw"}}},
      {"tiff_raw", "tiff", {"tiff"}, AV_PIX_FMT_YUV420P, {{"compression_algo", "raw"}}},
      {"tiff_deflate", "tiff", {"tiff"}, AV_PIX_FMT_RGB48LE, {{"compression_algo", "deflate"}}},
      {"jpeg2000", "jpeg2000", {"jp2", "j2c"}, AV_PIX_FMT_RGB24},
      {"qoi", "qoi", {"qoi"}, AV_PIX_FMT_RGB24},
      {"pnm", "ppm", {"ppm"}, AV_PIX_FMT_RGB24},
      {"pnm", "pgm", {"pgm"}, AV_PIX_FMT_GRAY8},
      {"pnm", "pbm", {"pbm"}, AV_PIX_FMT_MONOWHITE},
      {"pnm", "pam", {"pam"}, AV_PIX_FMT_RGBA},
      {"gif", "gif", {"gif"}, AV_PIX_FMT_RGB8},
      {"av1", "libaom-av1", {"avif"}, AV_PIX_FMT_YUV420P, {{"still-picture", "1"}}},
  };
  for (const Common& kind : kinds) {
    ClipSpec spec = tiny(kind.encoder, kind.format);
    spec.options = kind.options;
    spec.frames = kind.encoder == std::string_view("apng") ? 3 : 1;
    for (const char* ending : kind.endings)
      make(folder / (std::string(kind.name) + "." + ending), spec);
  }
}

/// What was read wrongly once.
void odd(const fs::path& folder) {
  const std::string fragments = bytes_of(folder / "fragmented.mp4");
  write_file(folder / "back.mp4", shift_fragments(fragments, 0.3, -0.3));
  write_file(folder / "ahead.mp4", shift_fragments(fragments, 0.3, 3600));
  const std::string ts = bytes_of(folder / "h264.ts");
  write_file(folder / "strays.ts", shift_pictures(ts, {5}, 37600));
  for (const char* name : {"h264.mkv", "h264.mp4", "mpeg4.avi", "h264.ts"}) {
    const std::string bytes = bytes_of(folder / name);
    write_file(folder / (std::string("joined_") + name), bytes + bytes);
    write_file(folder / (std::string("cut_") + name), bytes.substr(0, bytes.size() * 2 / 3));
  }
  ClipSpec plain = tiny("libx264");
  make_clip(folder / "one.mp4", plain);
  plain.width = 48;
  make_clip(folder / "two.mp4", plain);
  write_described(folder / "described.mp4", {folder / "one.mp4", folder / "two.mp4"});
  remux(folder / "tracks.mkv", {folder / "one.mp4", folder / "two.mp4"});
  plain.muxer_options = {{"mpegts_start_pid", "0x200"}};
  make_clip(folder / "moved.ts", plain);
  write_file(folder / "moves.ts", ts + bytes_of(folder / "moved.ts"));
}

/// Six seconds, so that they are cut.
void long_ones(const fs::path& folder) {
  for (const char* ending : {"mp4", "mkv"}) {
    ClipSpec spec = tiny("libx264");
    spec.fps = 2;
    make(folder / (std::string("cut_here.") + ending), spec);
  }
}

}  // namespace
}  // namespace mien::test

int main(int argc, char** argv) {
  const bool stills = argc == 3 && std::string_view(argv[2]) == "stills";
  if (argc != 2 && !stills) {
    std::fprintf(stderr, "usage: make_seeds FOLDER [stills]\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  if (stills) {
    mien::test::stills(folder);
    return 0;
  }
  mien::test::plain(folder);
  mien::test::odd(folder);
  mien::test::long_ones(folder);
  return 0;
}
