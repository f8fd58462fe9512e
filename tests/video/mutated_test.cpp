// Files with bytes changed at random: read as far as they go, or refused in words; never a crash.
// The fuzzer goes on from here for millions of inputs (tools/fuzz fuzz_demux).
#include <random>

#include <gtest/gtest.h>

#include "fuzz/fuzz_demux.cpp"
#include "odd_clips.h"

namespace mien::test {
namespace {

constexpr int kTries = 40;

ClipSpec tiny(const std::string& encoder) {
  return {.encoder = encoder, .width = 32, .height = 16, .frames = 12, .gop = 4};
}

std::string mutated(std::string bytes, std::mt19937& random) {
  const auto at = [&] { return random() % bytes.size(); };
  for (unsigned change = 0; change < 1 + random() % 8; ++change) {
    const std::size_t place =
        random() % 3 == 0 ? at() % std::min<std::size_t>(bytes.size(), 800) : at();
    switch (random() % 4) {
      case 0:
        bytes[place] = static_cast<char>(random());
        break;
      case 1:
        bytes[place] = static_cast<char>(bytes[place] ^ (1 << random() % 8));
        break;
      case 2:
        bytes.erase(place, random() % 64);
        break;
      default:
        bytes.insert(place, bytes.substr(at(), random() % 64));
    }
    if (bytes.size() < 16) return bytes + std::string(16, '\0');
  }
  return bytes;
}

TEST(Mutated, FilesAreReadOrRefused) {
  const TemporaryFolder folder;
  make_clip(folder / "a.mp4", tiny("libx264"));
  make_clip(folder / "a.mkv", tiny("libx264"));
  make_clip(folder / "a.ts", tiny("libx264"));
  make_clip(folder / "a.avi", tiny("mpeg4"));
  ClipSpec fragmented = tiny("libx264");
  fragmented.muxer_options = {{"movflags", "frag_keyframe+empty_moov"}};
  make_clip(folder / "f.mp4", fragmented);
  write_described(folder / "d.mp4", {folder / "a.mp4", folder / "a.mp4"});
  const auto bytes = [&](const char* name) { return bytes_of(folder / name); };
  const std::vector<std::string> seeds{bytes("a.mp4"),
                                       bytes("a.mkv") + bytes("a.mkv"),
                                       bytes("a.ts") + bytes("a.ts"),
                                       bytes("a.avi") + bytes("a.avi"),
                                       shift_fragments(bytes("f.mp4"), 0.3, -0.3),
                                       bytes("d.mp4")};
  std::mt19937 random(12);
  for (const std::string& seed : seeds)
    for (int i = 0; i < kTries; ++i) {
      const std::string file = mutated(seed, random);
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
    }
}

}  // namespace
}  // namespace mien::test
