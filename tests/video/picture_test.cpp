// A picture must come as its taker saw it, whole or said to be damaged; and one that cannot be read
// must be told by its name.
#include "video/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "make_clip.h"
#include "picture_files.h"
#include "read_all.h"
#include "video/picture_chunks.h"
#include "video/picture_kind.h"

namespace mien::test {
namespace {

using testing::HasSubstr;

/// Clockwise turns of the eight EXIF orientations; mirrored ones count as their picture in the
/// mirror.
constexpr int kTurns[] = {0, 0, 180, 180, 90, 90, 270, 270};

class Picture : public testing::Test {
 protected:
  std::string made(const std::string& name, const ClipSpec& spec) {
    make_clip(folder_ / name, spec);
    return bytes_of(folder_ / name);
  }
  std::string still(const std::string& name, const std::string& encoder, AVPixelFormat format) {
    return made(name,
                {.encoder = encoder, .width = 64, .height = 32, .frames = 1, .format = format});
  }
  std::string jpeg() {
    return made("whole.jpg", {.encoder = "mjpeg",
                              .width = 320,
                              .height = 240,
                              .frames = 1,
                              .format = AV_PIX_FMT_YUVJ420P});
  }

  void expect_upright(const std::string& name, int orientation) {
    const auto source = video::open_source((folder_ / name).string());
    Frame frame;
    ASSERT_TRUE(source->read(frame)) << name << ": " << source->damage();
    EXPECT_EQ(frame.rotation, kTurns[orientation - 1]) << name << " " << orientation;
    EXPECT_EQ(frame.info.width, frame.rotation % 180 ? 32 : 64) << name;
    EXPECT_EQ(source->info().width, frame.info.width) << name;
    EXPECT_EQ(source->damaged_packets(), 0) << source->damage();
    EXPECT_TRUE(frame.still);
  }

  std::string damage_of(const std::string& bytes, const std::string& name = "b.jpg") {
    write_file(folder_ / name, bytes);
    const auto source = video::open_source((folder_ / name).string());
    read_all(*source);
    return source->damage();
  }

  std::string refused(const std::string& bytes) {
    write_file(folder_ / "refused", bytes);
    return refusal((folder_ / "refused").string());
  }

  TemporaryFolder folder_;
};

TEST_F(Picture, ComesUprightFromEveryFormatThatTellsHow) {
  const std::string jpeg = still("a.jpg", "mjpeg", AV_PIX_FMT_YUVJ420P);
  const std::string png = still("a.png", "png", AV_PIX_FMT_RGB24);
  const std::string webp = still("a.webp", "libwebp", AV_PIX_FMT_YUV420P);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const char value = static_cast<char>(orientation);
    write_file(folder_ / "b.jpg", jpeg_with_exif(jpeg, value));
    write_file(folder_ / "b.png", png_with_exif(png, value));
    write_file(folder_ / "b.webp", extended_webp(webp, 8, 64, 32, riff_chunk("EXIF", exif(value))));
    // Some writers put the name before it that only JPEG asks for.
    write_file(folder_ / "c.webp",
               extended_webp(webp, 8, 64, 32,
                             riff_chunk("EXIF", std::string("Exif\0\0", 6) + exif(value))));
    write_file(folder_ / "b.tif", gray_tiff(64, 32, static_cast<unsigned>(orientation)));
    for (const char* name : {"b.jpg", "b.png", "b.webp", "c.webp", "b.tif"})
      expect_upright(name, orientation);
  }
}

TEST_F(Picture, ThatIsDamagedSaysSo) {
  const std::string whole = jpeg();
  EXPECT_EQ(damage_of(whole), "");
  EXPECT_EQ(damage_of(whole.substr(0, whole.size() - 2)), "") << "only its end's mark is missing";
  EXPECT_THAT(damage_of(whole.substr(0, whole.size() * 6 / 10)),
              testing::AllOf(HasSubstr("b.jpg"), HasSubstr("truncated")));
  std::string hole = whole;
  for (std::size_t i = 0; i < 60; ++i)
    hole[hole.size() / 2 + i] = static_cast<char>(0xFF * (i % 2));
  EXPECT_THAT(damage_of(hole), HasSubstr("b.jpg"));
  const std::string gif = still("a.gif", "gif", AV_PIX_FMT_RGB8);
  EXPECT_EQ(damage_of(gif, "b.gif"), "");
  EXPECT_THAT(damage_of(gif.substr(0, gif.size() * 9 / 10), "b.gif"), HasSubstr("truncated"));
}

// Its decoder fills up what is missing, and tells the log alone.
TEST_F(Picture, ThatIsDamagedInsideSaysSo) {
  std::string tiff = made("a.tif", {.encoder = "tiff",
                                    .width = 160,
                                    .height = 120,
                                    .frames = 1,
                                    .format = AV_PIX_FMT_RGB24,
                                    .options = {{"compression_algo", "lzw"}}});
  EXPECT_EQ(damage_of(tiff, "b.tif"), "");
  for (std::size_t i = 0; i < 300; ++i) tiff[tiff.size() / 2 + i] = static_cast<char>(i * 37);
  EXPECT_THAT(damage_of(tiff, "b.tif"), testing::AllOf(HasSubstr("b.tif"), HasSubstr("wrong")));
}

TEST_F(Picture, ThatIsTooWideIsNamed) {
  const std::string wide = made(
      "a.png",
      {.encoder = "png", .width = 40'000, .height = 2, .frames = 1, .format = AV_PIX_FMT_RGB24});
  EXPECT_THAT(damage_of(wide, "b.png"), HasSubstr("32767"));
}

TEST_F(Picture, OfThreeBytesIsNoPicture) {
  write_file(folder_ / "a.jpg", "\xFF\xD8\xFF");
  Frame frame;
  try {
    const auto source = video::open_source((folder_ / "a.jpg").string());
    EXPECT_EQ(source->info().width, 0) << "who prepares for it would prepare for nothing";
    EXPECT_FALSE(source->read(frame));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
  }
}

TEST_F(Picture, OfOtherFormatsCutOffIsNamed) {
  const std::pair<const char*, std::string> cases[] = {
      {"b.png", still("a.png", "png", AV_PIX_FMT_RGB24)},
      {"b.webp", still("a.webp", "libwebp", AV_PIX_FMT_YUV420P)},
      {"b.bmp", still("a.bmp", "bmp", AV_PIX_FMT_BGR24)},
      {"b.jp2", still("a.jp2", "jpeg2000", AV_PIX_FMT_RGB24)},
      {"b.ppm", still("a.ppm", "ppm", AV_PIX_FMT_RGB24)}};
  for (const auto& [name, bytes] : cases) {
    EXPECT_EQ(damage_of(bytes, name), "") << name;
    EXPECT_THAT(damage_of(bytes.substr(0, bytes.size() * 6 / 10), name),
                testing::AllOf(HasSubstr(name), HasSubstr("truncated")));
  }
}

TEST_F(Picture, OfAKindThatIsNotReadIsNamed) {
  const std::string version(4, '\0');
  EXPECT_THAT(refused(heif_box("ftyp", "heic" + version + "mif1heic") + heif_box("meta", version)),
              testing::AllOf(HasSubstr("HEIC"), HasSubstr("convert it to JPEG")));
  EXPECT_THAT(refused(heif_box("ftyp", "mif1" + version + "mif1heic")), HasSubstr("HEIC"));
  EXPECT_THAT(refused(heif_box("ftyp", "crx " + version)), HasSubstr("raw"));
  const auto items = [&](const std::string& type) {
    const std::string entry = std::string("\2\0\0\0\0\1\0\0", 8) + type + std::string(1, '\0');
    return heif_box("iinf", version + std::string("\0\1", 2) + heif_box("infe", entry));
  };
  EXPECT_THAT(refused(avif_head("", "", items("grid"))), HasSubstr("an AVIF of several tiles"));
  EXPECT_THAT(refused(avif_head("", "", items("av01"))), testing::Not(HasSubstr("tiles")));
  const std::string webp = still("a.webp", "libwebp", AV_PIX_FMT_YUV420P);
  EXPECT_THAT(refused(extended_webp(webp, 2, 64, 32)), HasSubstr("animated WebP"));
  EXPECT_THAT(refused(gray_tiff(64, 32, 1, 7)), HasSubstr("a TIFF with JPEG inside"));
  EXPECT_THAT(refused(gray_tiff(64, 32, 1, 50000)), HasSubstr("Zstandard"));
  const std::string raw = little16(50706) + little16(1) + little32(4) + little32(0x0401);
  EXPECT_THAT(refused(gray_tiff(64, 32, 1, 1, raw)), HasSubstr("raw file"));
  EXPECT_THAT(refused("II+" + std::string(30, '\0')), HasSubstr("BigTIFF"));
}

TEST_F(Picture, ThatMovesIsAVideo) {
  const std::pair<const char*, ClipSpec> cases[] = {
      {"a.png", {.encoder = "apng", .format = AV_PIX_FMT_RGB24}},
      {"a.gif", {.encoder = "gif", .format = AV_PIX_FMT_RGB8}},
      {"a.avif", {.encoder = "libaom-av1", .options = {{"cpu-used", "8"}}}}};
  for (auto [name, spec] : cases) {
    spec.width = 64;
    spec.height = 48;
    spec.frames = 3;
    // Named as any picture is: the content counts.
    const std::string encoded = spec.encoder == "apng" ? "a.apng" : name;
    write_file(folder_ / name, made(encoded, spec));
    const auto source = video::open_source((folder_ / name).string());
    EXPECT_EQ(read_all(*source).size(), 3U) << name;
    EXPECT_FALSE(source->info().stills) << name;
  }
}

TEST_F(Picture, IsKnownByItsContent) {
  const std::string bytes = jpeg();
  for (const char* name : {"a.dat", "a", "a.png", "a.txt", "a.jfif"}) {
    write_file(folder_ / name, bytes);
    const auto source = video::open_source((folder_ / name).string());
    EXPECT_TRUE(source->info().stills) << name;
    EXPECT_EQ(read_all(*source).size(), 1U) << name;
  }
  for (const auto& [name, encoder, format] :
       {std::tuple("b.avif", "libaom-av1", AV_PIX_FMT_YUV420P),
        std::tuple("b.jxl", "libjxl", AV_PIX_FMT_RGB24),
        std::tuple("b.gif", "gif", AV_PIX_FMT_RGB8)}) {
    still(name, encoder, format);
    const auto source = video::open_source((folder_ / name).string());
    EXPECT_TRUE(source->info().stills) << name;
    EXPECT_EQ(read_all(*source).size(), 1U) << name << source->damage();
  }
}

// FFmpeg 5.1 waits forever for the rest of a box whose header is cut off: none of these may hang.
TEST_F(Picture, AJpegXlInBoxesIsReadOrRefusedWhereverItEnds) {
  const std::string stream = still("b.jxl", "libjxl", AV_PIX_FMT_RGB24);
  const auto box = [](const std::string& type, const std::string& body) {
    return big32(static_cast<std::uint32_t>(8 + body.size())) + type + body;
  };
  const std::string begin =
      box("JXL ", "\r\n\x87\n") + box("ftyp", "jxl " + std::string(4, '\0') + "jxl ");
  const std::string one = begin + box("jxlc", stream),
                    wide = std::string(4, '\0') + "jxlc" + stream;
  const std::string parts = begin + box("jxlp", big32(0) + stream.substr(0, 20)) +
                            box("jxlp", big32(0x80000001) + stream.substr(20));
  ASSERT_TRUE(stream.starts_with("\xFF\x0A"));
  for (const std::string& whole : {one, parts, begin + wide}) {
    EXPECT_EQ(damage_of(whole, "c.jxl"), "");
    EXPECT_EQ(damage_of(whole + box("Exif", std::string(12, '\0')), "c.jxl"), "");
    for (std::size_t size = 12; size < whole.size(); ++size) {
      EXPECT_THAT(damage_of(whole.substr(0, size), "cut.jxl"), HasSubstr("truncated")) << size;
    }
  }
  for (std::size_t more = 1; more < 8; ++more)
    EXPECT_EQ(damage_of(one + std::string(more, 'x'), "d.jxl"), "") << more;
}

// Heads of all kinds, cut anywhere, with bytes of another: nothing may be read beyond them.
TEST_F(Picture, KindIsToldOfAnyBytes) {
  const std::string samples[] = {
      jpeg_with_exif(jpeg(), 6), png_with_exif(still("a.png", "png", AV_PIX_FMT_RGB24), 6),
      gray_tiff(8, 8, 6), avif_head(heif_box("irot", "\x01"), heif_box("imir", "\x01")),
      still("a.gif", "gif", AV_PIX_FMT_RGB8)};
  for (const std::string& sample : samples) {
    for (std::size_t size = 0; size < std::min<std::size_t>(sample.size(), 300); ++size) {
      std::string bytes = sample.substr(0, size);
      if (size > 20) bytes[size / 2] = '\xFF';
      const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
      const auto view = media::view_memory({data, bytes.size()});
      video::picture_kind(*view);
    }
  }
}

}  // namespace
}  // namespace mien::test
