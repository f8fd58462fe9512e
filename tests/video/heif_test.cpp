#include "video/heif.h"

#include <gtest/gtest.h>

#include "picture_files.h"

namespace mien::test {
namespace {

using Kind = video::HeifFacts::Kind;

video::HeifFacts facts(const std::string& bytes) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto view = media::view_memory({data, bytes.size()});
  return video::heif_facts(*view);
}

int rotation(const std::string& bytes) { return facts(bytes).rotation; }

std::string turn(char quarters) { return heif_box("irot", std::string(1, quarters)); }

/// A box whose size stands behind its type, in 64 bits: what writers of large files use throughout.
std::string wide_box(const std::string& type, const std::string& body) {
  return big32(1) + type + big32(0) + big32(static_cast<std::uint32_t>(body.size() + 16)) + body;
}

/// The same file with its outermost boxes so.
std::string widened(const std::string& bytes) {
  std::string wide;
  for (std::size_t at = 0; at + 8 <= bytes.size();) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<std::uint8_t>(bytes[at + i]);
    wide += wide_box(bytes.substr(at + 4, 4), bytes.substr(at + 8, size - 8));
    at += size;
  }
  return wide;
}

TEST(Heif, IsTurnedAsItsPropertiesSay) {
  const auto mirror = [](char axis) { return heif_box("imir", std::string(1, axis)); };
  const std::string other = heif_box("pixi", std::string(4, '\0'));
  EXPECT_EQ(rotation(avif_head(other, turn(0))), 0);
  EXPECT_EQ(rotation(avif_head(other, turn(1))), 270) << "it counts anticlockwise";
  EXPECT_EQ(rotation(avif_head(turn(3), other)), 90);
  EXPECT_EQ(rotation(avif_head(turn(1), mirror(0))), 90);
  EXPECT_EQ(rotation(avif_head(turn(3), mirror(0))), 270);
  EXPECT_EQ(rotation(avif_head(other, mirror(1))), 0);
  const std::string whole = avif_head(turn(1), other);
  for (std::size_t cut = 0; cut < whole.size(); ++cut) rotation(whole.substr(0, cut));
}

TEST(Heif, HasSizesOf64Bits) {
  const std::string narrow = avif_head(turn(1), turn(0)), wide = widened(narrow);
  ASSERT_EQ(facts(narrow).kind, Kind::avif);
  EXPECT_EQ(facts(wide).kind, Kind::avif);
  EXPECT_EQ(rotation(wide), 270);
  const std::string version(4, '\0');
  EXPECT_EQ(facts(wide_box("ftyp", "mif1" + version + "mif1avif")).kind, Kind::avif);
  EXPECT_EQ(facts(wide_box("ftyp", "heic" + version + "mif1heic")).kind, Kind::heic);
  for (std::size_t cut = 0; cut < wide.size(); ++cut) rotation(wide.substr(0, cut));
}

TEST(Heif, AWideSizeThatMakesNoSenseEndsTheLook) {
  const std::string wide = widened(avif_head(turn(1), turn(0)));
  const std::size_t size_at = wide.find("meta") + 4;
  for (const char first : {'\x00', '\x7f', '\x80', '\xff'}) {
    std::string broken = wide;
    broken.replace(size_at, 8, std::string(1, first) + std::string(7, first == 0 ? '\0' : '\xff'));
    EXPECT_EQ(rotation(broken), 0);
  }
}

}  // namespace
}  // namespace mien::test
