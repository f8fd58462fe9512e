// Where nothing moved no search is due; what moved is never passed over.
#include "chain/motion_gate.h"

#include <algorithm>
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

#include "video/stored_picture.h"

namespace mien::chain {
namespace {

// What small_luma.cpp does, as one would write it down.
void shrink_plainly(const std::uint8_t* plane, int stride, int width, int height,
                    SmallLuma& small) {
  small.width = std::min(width, 160);
  small.height = std::clamp((height * small.width + width / 2) / width, 1, height);
  small.pixels.resize(static_cast<std::size_t>(small.width * small.height));
  for (int y = 0; y < small.height; ++y)
    for (int x = 0; x < small.width; ++x) {
      const int top = y * height / small.height;
      const int bottom = (y + 1) * height / small.height;
      const int left = x * width / small.width;
      const int right = (x + 1) * width / small.width;
      const int rows = std::min(4, bottom - top);
      int sum = 0;
      for (int k = 0; k < rows; ++k) {
        const int row = top + (2 * k + 1) * (bottom - top) / (2 * rows);
        for (int i = left; i < right; ++i) sum += plane[row * stride + i];
      }
      small.pixels[static_cast<std::size_t>(y * small.width + x)] =
          static_cast<std::uint8_t>(sum / ((right - left) * rows));
    }
}

bool moved_plainly(const SmallLuma& before, const SmallLuma& now, int levels) {
  for (int top = 0; top < now.height; top += 4)
    for (int left = 0; left < now.width; left += 4) {
      int sum = 0, pixels = 0;
      for (int y = top; y < std::min(top + 4, now.height); ++y)
        for (int x = left; x < std::min(left + 4, now.width); ++x, ++pixels) {
          const auto at = static_cast<std::size_t>(y * now.width + x);
          sum += std::abs(before.pixels[at] - now.pixels[at]);
        }
      if (sum > levels * pixels) return true;
    }
  return false;
}

TEST(SmallLuma, IsWhatThePlainLoopsMakeOfIt) {
  std::mt19937 random(7);
  SmallLuma quick, plain, before;
  for (int round = 0; round < 60; ++round) {
    const int width = 1 + static_cast<int>(random() % (round % 2 ? 2000 : 200));
    const int height = 1 + static_cast<int>(random() % 500);
    const int stride = width + static_cast<int>(random() % 40);
    std::vector<std::uint8_t> plane(static_cast<std::size_t>(stride) * height);
    for (std::uint8_t& byte : plane) byte = static_cast<std::uint8_t>(random());
    shrink(plane.data(), stride, width, height, quick);
    shrink_plainly(plane.data(), stride, width, height, plain);
    ASSERT_LE(quick.width, 160);
    ASSERT_EQ(quick.width, plain.width);
    ASSERT_EQ(quick.height, plain.height);
    ASSERT_EQ(quick.pixels, plain.pixels) << width << " × " << height;
    before = quick;
    for (int changes = static_cast<int>(random() % 30); changes > 0; --changes)
      quick.pixels[random() % quick.pixels.size()] ^= static_cast<std::uint8_t>(random());
    for (const int levels : {0, 1, 4, 8, 40})
      ASSERT_EQ(moved(before, quick, levels), moved_plainly(before, quick, levels))
          << width << " × " << height << ", " << levels;
  }
}

TEST(SmallLuma, AFlatPictureKeepsItsLevel) {
  const std::vector<std::uint8_t> plane(std::size_t{1920} * 1080, 201);
  SmallLuma small;
  shrink(plane.data(), 1920, 1920, 1080, small);
  EXPECT_EQ(small.width, 160);
  EXPECT_EQ(small.height, 90);
  for (const std::uint8_t pixel : small.pixels) ASSERT_EQ(pixel, 201);
}

class Motion : public testing::Test {
 protected:
  static constexpr int kWidth = 640, kHeight = 360;

  /// A still scene; with a bright square of 24 pixels from (x, 100) on where x ≥ 0.
  void scene(int x, unsigned noise = 0, int dim = 0) {
    std::mt19937 random(noise);
    for (int row = 0; row < kHeight; ++row)
      for (int column = 0; column < kWidth; ++column) {
        int value = 60 + column / 8 + row / 6 - dim;
        if (x >= 0 && column >= x && column < x + 24 && row >= 100 && row < 124) value = 220;
        if (noise > 0) value += static_cast<int>(random() % 21) - 10;
        picture_.luma(column, row) = static_cast<std::uint8_t>(value);
      }
  }
  /// The same in a dark shop, or (`haze`, gray levels) behind it: a tenth of the contrast.
  void faint_scene(int x, unsigned noise = 0, int haze = 0) {
    std::mt19937 random(noise);
    picture_.draw([&](double column, double row) {
      const bool square = x >= 0 && column >= x && column < x + 24 && row >= 100 && row < 124;
      const double grain = noise > 0 ? static_cast<double>(random() % 13) - 6 : 0;
      return haze + (square ? 30 : 20 + column / 80 + row / 60) + grain;
    });
  }
  bool due(double seconds) {
    picture_.frame().info.seconds = seconds;
    return gate_.due(picture_.frame(), masks_);
  }

  video::StoredPicture picture_{kWidth, kHeight};
  Masks masks_;
  MotionGate gate_;
};

TEST_F(Motion, AStillPictureIsSearchedOnceInTwoSeconds) {
  scene(-1);
  int searches = 0;
  for (int frame = 0; frame < 50; ++frame) searches += due(frame * 0.2);
  EXPECT_EQ(searches, 5);
}

TEST_F(Motion, NoiseIsNoMotion) {
  scene(-1, 1);
  EXPECT_TRUE(due(0));
  for (unsigned frame = 1; frame < 9; ++frame) {
    scene(-1, frame + 1);
    EXPECT_FALSE(due(frame * 0.2)) << frame;
  }
}

TEST_F(Motion, WhatComesMovesOrLeavesIsSeen) {
  scene(-1);
  EXPECT_TRUE(due(0));
  scene(200);
  EXPECT_TRUE(due(0.2)) << "came";
  EXPECT_FALSE(due(0.4));
  scene(212);
  EXPECT_TRUE(due(0.6)) << "moved by half its width";
  scene(-1);
  EXPECT_TRUE(due(0.8)) << "left";
}

TEST_F(Motion, WhatMovesInTheDarkIsSeenAndItsNoiseIsNot) {
  faint_scene(-1, 1);
  EXPECT_TRUE(due(0));
  for (unsigned frame = 1; frame < 9; ++frame) {
    faint_scene(-1, frame + 1);
    EXPECT_FALSE(due(frame * 0.2)) << frame;
  }
  faint_scene(200, 20);
  EXPECT_TRUE(due(1.8)) << "it differs from the wall by less than eight levels";
}

TEST_F(Motion, AMaskDoesNotHideWhatMovesBehindHaze) {
  masks_ = Masks(std::map<std::string, Polygon>{{"till", {{0.6f, 0}, {1, 0}, {1, 1}, {0.6f, 1}}}});
  faint_scene(-1, 1, 120);
  EXPECT_TRUE(due(0));
  faint_scene(-1, 2, 120);
  EXPECT_FALSE(due(0.2));
  faint_scene(200, 20, 120);
  EXPECT_TRUE(due(0.4)) << "black beside haze is no contrast of what is seen";
}

// The picture compared with is the one searched last, not the last one.
TEST_F(Motion, WhatCreepsAddsUp) {
  scene(200);
  EXPECT_TRUE(due(0));
  bool seen = false;
  for (int frame = 1; frame < 9 && !seen; ++frame) {
    scene(200 + 2 * frame);
    seen = due(frame * 0.2);
  }
  EXPECT_TRUE(seen);
}

TEST_F(Motion, ANewSizeAStillPictureOrARestartIsSearched) {
  scene(-1);
  EXPECT_TRUE(due(0));
  video::StoredPicture other(320, 180);
  other.frame().info.seconds = 0.2;
  EXPECT_TRUE(gate_.due(other.frame(), masks_));
  picture_.frame().still = true;
  EXPECT_TRUE(due(0.4));
  EXPECT_TRUE(due(0.6));
  picture_.frame().still = false;
  EXPECT_TRUE(due(0.8));
  EXPECT_FALSE(due(1));
  gate_.restart();
  EXPECT_TRUE(due(1.2));
  EXPECT_TRUE(due(1.1)) << "a clock that steps back";
}

TEST_F(Motion, WhatAMaskCoversDoesNotCount) {
  masks_ = Masks(std::map<std::string, Polygon>{{"door", {{0, 0}, {1, 0}, {1, 0.6f}, {0, 0.6f}}}});
  scene(-1);
  EXPECT_TRUE(due(0));
  scene(200);
  EXPECT_FALSE(due(0.2));
}

}  // namespace
}  // namespace mien::chain
