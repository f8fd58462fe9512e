// make_seeds FOLDER: small recordings and pictures of every kind, for fuzz_demux to begin with.
#include <cstdio>

#include "video/odd_clips.h"

namespace mien::test {
namespace {

namespace fs = std::filesystem;

constexpr int kWidth = 32, kHeight = 16, kFrames = 12;

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
  } catch (const Error& error) {  // this libavcodec lacks an encoder
    std::fprintf(stderr, "%s: %s\n", file.filename().c_str(), error.what());
    fs::remove(file);
  }
}

/// Every container with a codec that is common in it; and stills.
void plain(const fs::path& folder) {
  ClipSpec h264 = tiny("libx264");
  h264.b_frames = 2;
  for (const char* ending : {"mp4", "mov", "mkv", "ts", "avi", "flv", "nut", "h264"})
    make(folder / (std::string("h264.") + ending), h264);
  for (const char* ending : {"mp4", "mkv", "ts"})
    make(folder / (std::string("hevc.") + ending), tiny("libx265"));
  for (const char* ending : {"avi", "mp4", "m4v"})
    make(folder / (std::string("mpeg4.") + ending), tiny("mpeg4"));
  make(folder / "mpeg2.mpg", tiny("mpeg2video"));
  make(folder / "vp8.webm", tiny("libvpx"));
  make(folder / "vp9.webm", tiny("libvpx-vp9"));
  make(folder / "anim.gif", tiny("gif", AV_PIX_FMT_RGB8));
  for (const char* ending : {"mjpeg", "avi", "mov"})
    make(folder / (std::string("jpeg.") + ending), tiny("mjpeg", AV_PIX_FMT_YUVJ420P));
  ClipSpec sound = tiny("libx264");
  sound.audio = true;
  make(folder / "sound.mp4", sound);
  ClipSpec fragmented = h264;
  fragmented.muxer_options = {{"movflags", "frag_keyframe+empty_moov"}};
  make(folder / "fragmented.mp4", fragmented);
}

void stills(const fs::path& folder) {
  const std::pair<const char*, const char*> kinds[] = {
      {"png", "png"}, {"bmp", "bmp"}, {"libwebp", "webp"}, {"mjpeg", "jpg"}};
  for (const auto& [encoder, ending] : kinds) {
    const std::string name = encoder;
    ClipSpec spec = tiny(name, name == "png"     ? AV_PIX_FMT_RGB24
                               : name == "bmp"   ? AV_PIX_FMT_BGR24
                               : name == "mjpeg" ? AV_PIX_FMT_YUVJ420P
                                                 : AV_PIX_FMT_YUV420P);
    spec.frames = 1;
    make(folder / (std::string("still.") + ending), spec);
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
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_seeds FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  mien::test::plain(folder);
  mien::test::stills(folder);
  mien::test::odd(folder);
  mien::test::long_ones(folder);
  return 0;
}
