#include "chain/mask.h"

#include <gtest/gtest.h>

namespace mien::chain {
namespace {

struct Picture {
  std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(40 * 20 * 3, 200);
  Canvas canvas{bytes.data(), 40, 20, 120, PixelFormat::bgr};
  bool black(int x, int y) const { return bytes[static_cast<std::size_t>(y * 120 + x * 3)] == 0; }
};

// A detector must not be able to see anything behind a mask.
TEST(Masks, EveryPixelInsideIsBlackAndNoneOutside) {
  const Masks masks({{"door", {{0.5f, 0.25f}, {1, 0.25f}, {1, 0.75f}, {0.5f, 0.75f}}}});
  Picture picture;
  masks.paint(picture.canvas, {.width = 40, .height = 20});
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 40; ++x) EXPECT_EQ(picture.black(x, y), x >= 20 && y >= 5 && y < 15);
}

TEST(Masks, FollowThePictureNotThePadding) {
  const Masks masks({{"all", {{0, 0}, {1, 0}, {1, 1}, {0, 1}}}});
  Picture picture;
  masks.paint(picture.canvas, {.width = 40, .height = 12});
  EXPECT_TRUE(picture.black(39, 11));
  EXPECT_FALSE(picture.black(0, 12));
}

TEST(Masks, ConcaveShapesKeepTheirNotch) {
  const Masks masks(
      {{"u",
        {{0, 0}, {0.25f, 0}, {0.25f, 0.5f}, {0.75f, 0.5f}, {0.75f, 0}, {1, 0}, {1, 1}, {0, 1}}}});
  Picture picture;
  masks.paint(picture.canvas, {.width = 40, .height = 20});
  EXPECT_FALSE(picture.black(20, 3));
  EXPECT_TRUE(picture.black(3, 3));
  EXPECT_TRUE(picture.black(20, 15));
}

TEST(Zones, TheFirstThatHoldsThePoint) {
  const std::map<std::string, Polygon> zones{{"a", {{0, 0}, {0.5f, 0}, {0.5f, 1}, {0, 1}}},
                                             {"b", {{0.5f, 0}, {1, 0}, {1, 1}, {0.5f, 1}}}};
  EXPECT_EQ(zone_at(zones, {0.25f, 0.5f}), "a");
  EXPECT_EQ(zone_at(zones, {0.75f, 0.5f}), "b");
  EXPECT_EQ(zone_at(zones, {0.75f, 1.5f}), "");
}

}  // namespace
}  // namespace mien::chain
