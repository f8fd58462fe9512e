// Pictures in the caller's memory, in every layout.
#include <array>
#include <cstring>

#include <gtest/gtest.h>

#include "mien/analyze.h"
#include "mien/error.h"

#include "api/bright_spot.h"

namespace mien {
namespace {

constexpr int kWidth = 321, kHeight = 241, kPad = 13;  // odd, so that chroma rounds up

/// The same white square on grey in one layout, rows `kPad` bytes longer than the picture's.
struct Drawn {
  explicit Drawn(PixelLayout layout) {
    pixels.layout = layout;
    pixels.width = kWidth;
    pixels.height = kHeight;
    const int half = (kWidth + 1) / 2, half_high = (kHeight + 1) / 2;
    switch (layout) {
      case PixelLayout::gray:
        paint(0, 1, kWidth, kHeight, 60, 235);
        break;
      case PixelLayout::bgr:
      case PixelLayout::rgb:
        paint(0, 3, kWidth, kHeight, 60, 235);
        break;
      case PixelLayout::bgra:
      case PixelLayout::rgba:
        paint(0, 4, kWidth, kHeight, 60, 235);
        break;
      case PixelLayout::i420:
        paint(0, 1, kWidth, kHeight, 60, 235);
        paint(1, 1, half, half_high, 128, 128);
        paint(2, 1, half, half_high, 128, 128);
        break;
      case PixelLayout::nv12:
        paint(0, 1, kWidth, kHeight, 60, 235);
        paint(1, 2, half, half_high, 128, 128);
        break;
    }
  }

  void paint(int plane, int bytes, int width, int height, int dark, int bright) {
    const int stride = width * bytes + kPad;
    auto& own = memory[static_cast<std::size_t>(plane)];
    own.assign(static_cast<std::size_t>(stride) * height, 0);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const bool inside = x >= 100 && x < 180 && y >= 60 && y < 140;
        std::memset(&own[static_cast<std::size_t>(y * stride + x * bytes)], inside ? bright : dark,
                    static_cast<std::size_t>(bytes));
      }
    pixels.planes[plane] = own.data();
    pixels.strides[plane] = stride;
  }

  Pixels pixels;
  std::array<std::vector<std::uint8_t>, 3> memory;
};

Analyzer own_analyzer(float sure = 0.9f) {
  OwnStages stages;
  stages.detector = test::bright_spot();
  stages.classifier =
      OwnClassifier{{.name = "happy"}, [sure] { return std::make_unique<test::Happy>(sure); }, 0.5};
  return Analyzer({}, {}, stages);
}

class AnalyzerLayouts : public testing::TestWithParam<PixelLayout> {};

TEST_P(AnalyzerLayouts, FindsTheFaceWhereItIs) {
  Analyzer analyzer = own_analyzer();
  const Drawn drawn(GetParam());
  for (int round = 0; round < 2; ++round) {  // the second one takes the first one's memory
    const std::vector<Face>& faces = analyzer.read(drawn.pixels);
    ASSERT_EQ(faces.size(), 1u);
    const Box& box = faces[0].detection.box;
    EXPECT_NEAR(box.x, 100, 5);
    EXPECT_NEAR(box.y, 60, 5);
    EXPECT_NEAR(box.w, 80, 7);
    EXPECT_NEAR(box.h, 80, 7);
  }
  EXPECT_EQ(analyzer.info().detector.name, "bright-spot");
  EXPECT_GT(analyzer.times().total(), 0);
}

INSTANTIATE_TEST_SUITE_P(Every, AnalyzerLayouts,
                         testing::Values(PixelLayout::gray, PixelLayout::bgr, PixelLayout::rgb,
                                         PixelLayout::bgra, PixelLayout::rgba, PixelLayout::i420,
                                         PixelLayout::nv12));

/// Takes the mean red and blue of its canvas.
class Colours : public Detector {
 public:
  explicit Colours(std::array<int, 3>& means) : means_(means) {}
  Canvas canvas(int, int) override { return {bytes_.data(), 64, 64, 192, PixelFormat::rgb}; }
  std::vector<Detection> detect(const Letterbox& box) override {
    for (int c = 0; c < 3; ++c) {
      int sum = 0;
      for (int y = 0; y < box.height; ++y)
        for (int x = 0; x < box.width; ++x)
          sum += bytes_[static_cast<std::size_t>(y * 192 + x * 3 + c)];
      means_[static_cast<std::size_t>(c)] = sum / (box.width * box.height);
    }
    return {};
  }

 private:
  std::vector<std::uint8_t> bytes_ = std::vector<std::uint8_t>(64 * 64 * 3);
  std::array<int, 3>& means_;
};

TEST(Analyzer, TellsRedFromBlue) {
  std::array<int, 3> means{};
  OwnStages stages;
  stages.detector =
      OwnDetector{{.name = "colours"}, [&](int) { return std::make_unique<Colours>(means); }};
  RunConfig config;
  config.emotion = "none";
  Analyzer analyzer(config, {}, stages);
  for (const PixelLayout layout :
       {PixelLayout::rgb, PixelLayout::bgr, PixelLayout::rgba, PixelLayout::bgra}) {
    const bool red_first = layout == PixelLayout::rgb || layout == PixelLayout::rgba;
    const int bytes = layout == PixelLayout::rgb || layout == PixelLayout::bgr ? 3 : 4;
    std::vector<std::uint8_t> memory(static_cast<std::size_t>(64 * 64 * bytes), 0);
    for (std::size_t i = red_first ? 0 : 2; i < memory.size(); i += static_cast<std::size_t>(bytes))
      memory[i] = 220;
    Pixels pixels{.layout = layout, .width = 64, .height = 64};
    pixels.planes[0] = memory.data();
    analyzer.read(pixels);
    EXPECT_NEAR(means[0], 220, 6) << static_cast<int>(layout);
    EXPECT_LT(means[1], 12) << static_cast<int>(layout);
    EXPECT_LT(means[2], 12) << static_cast<int>(layout);
  }
}

TEST(Analyzer, TurnsAPictureUpright) {
  Analyzer analyzer = own_analyzer();
  Drawn drawn(PixelLayout::bgr);
  drawn.pixels.rotation = 90;  // the stored picture's left edge becomes the top
  const std::vector<Face>& faces = analyzer.read(drawn.pixels);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_NEAR(faces[0].detection.box.x, kHeight - 140, 5);
  EXPECT_NEAR(faces[0].detection.box.y, 100, 5);
}

TEST(Analyzer, SaysUnknownWhereTheClassifierDoubts) {
  Analyzer analyzer = own_analyzer(0.4f);
  const Drawn drawn(PixelLayout::gray);
  EXPECT_EQ(analyzer.read(drawn.pixels).at(0).expression.label, Emotion::unknown);
}

TEST(Analyzer, HeedsMasks) {
  OwnStages stages;
  stages.detector = test::bright_spot();
  RunConfig config;
  config.emotion = "none";
  config.cameras = {{.masks = {{"all", {{0, 0}, {1, 0}, {1, 1}, {0, 1}}}}}};
  Analyzer analyzer(config, {}, stages);
  const Drawn drawn(PixelLayout::gray);
  EXPECT_TRUE(analyzer.read(drawn.pixels).empty());
}

TEST(Analyzer, SaysWhatIsWrongWithAPicture) {
  Analyzer analyzer = own_analyzer();
  const auto words = [&](auto change) -> std::string {
    Drawn drawn(PixelLayout::i420);
    change(drawn.pixels);
    try {
      analyzer.read(drawn.pixels);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return error.what();
    }
    return "taken";
  };
  EXPECT_EQ(words([](Pixels& p) { p.width = 0; }),
            "picture: cannot be of 0 × 241 pixels (1 to 32767 each)");
  EXPECT_EQ(words([](Pixels& p) { p.planes[2] = nullptr; }),
            "picture: plane 2 is missing (set `planes`)");
  EXPECT_EQ(words([](Pixels& p) { p.strides[0] = 320; }),
            "picture: rows of plane 0 overlap: 320 bytes apart, 321 long (set `strides` to the "
            "bytes between rows)");
  EXPECT_EQ(words([](Pixels& p) { p.rotation = 45; }),
            "picture: cannot be turned by 45 degrees (0, 90, 180 or 270)");
  EXPECT_EQ(words([](Pixels& p) { p.strides[0] = p.strides[1] = p.strides[2] = 0; }), "taken");
}

}  // namespace
}  // namespace mien
