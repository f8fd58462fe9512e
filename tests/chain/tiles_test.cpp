// Of a large photograph every part is searched, and nobody is found twice.
#include "chain/tiles.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "chain/mask.h"
#include "video/stored_picture.h"

namespace mien::chain {
namespace {

/// The tile's part in whole pixels of the upright picture.
struct Part {
  int left, top, right, bottom;
};
Part part_of(const Tile& tile, const Frame& picture) {
  const auto w = static_cast<float>(picture.info.width);
  const auto h = static_cast<float>(picture.info.height);
  const auto whole = [](float value) { return static_cast<int>(std::lround(value)); };
  return {whole(tile.part.x * w), whole(tile.part.y * h), whole(tile.part.right() * w),
          whole(tile.part.bottom() * h)};
}

TEST(Tiles, ASmallPictureOrAFrameOfAVideoNeedsNone) {
  video::StoredPicture picture(1900, 600);
  picture.frame().still = true;
  EXPECT_TRUE(tiles_of(picture.frame(), 640).empty());
  video::StoredPicture frame(4000, 600);
  EXPECT_TRUE(tiles_of(frame.frame(), 640).empty());
}

TEST(Tiles, CoverThePictureAndOverlap) {
  for (const auto& [width, height] :
       {std::pair(1000, 8004), std::pair(8001, 331), std::pair(2500, 2100)}) {
    for (const int rotation : {0, 90, 180, 270}) {
      video::StoredPicture stored(width, height, rotation);
      stored.frame().still = true;
      const Frame& picture = stored.frame();
      const auto tiles = tiles_of(picture, 640);
      ASSERT_GT(tiles.size(), 1u);
      // A face of 400 pixels, anywhere, is whole in a tile.
      for (int y = 0; y < picture.info.height; y += 97)
        for (int x = 0; x < picture.info.width; x += 97) {
          const int right = std::min(x + 400, picture.info.width - 2);
          const int bottom = std::min(y + 400, picture.info.height - 2);
          const bool held = std::ranges::any_of(tiles, [&](const Tile& tile) {
            const Part part = part_of(tile, picture);
            return part.left <= x && part.top <= y && part.right >= right && part.bottom >= bottom;
          });
          ASSERT_TRUE(held) << x << " " << y << " of " << width << " rotated " << rotation;
        }
      for (const Tile& tile : tiles) {
        EXPECT_LE(std::max(tile.frame.info.width, tile.frame.info.height), 1921);
        EXPECT_LE(tile.frame.width, picture.width);
      }
    }
  }
}

TEST(Tiles, ShowTheirPartOfThePlanes) {
  for (const int rotation : {0, 90, 180, 270}) {
    video::StoredPicture stored(2600, 2000, rotation);
    stored.frame().still = true;
    const Frame& picture = stored.frame();
    for (const Tile& tile : tiles_of(picture, 320)) {
      const std::ptrdiff_t offset = tile.frame.planes[0] - picture.planes[0];
      const auto y = static_cast<int>(offset / picture.strides[0]);
      const auto x = static_cast<int>(offset % picture.strides[0]);
      EXPECT_EQ(tile.frame.planes[1] - picture.planes[1],
                std::ptrdiff_t{y / 2} * picture.strides[1] + x / 2);
      // The stored corner (x, y), turned upright, is a corner of the part.
      const Part part = part_of(tile, picture);
      const int w = picture.width, h = picture.height;
      switch (rotation) {
        case 90:
          EXPECT_EQ(part.right, h - y);
          EXPECT_EQ(part.top, x);
          break;
        case 180:
          EXPECT_EQ(part.right, w - x);
          EXPECT_EQ(part.bottom, h - y);
          break;
        case 270:
          EXPECT_EQ(part.left, y);
          EXPECT_EQ(part.bottom, w - x);
          break;
        default:
          EXPECT_EQ(part.left, x);
          EXPECT_EQ(part.top, y);
      }
    }
  }
}

TEST(Tiles, AFaceCutByAnInnerEdgeIsTheNeighbours) {
  video::StoredPicture stored(2600, 600);
  stored.frame().still = true;
  const auto tiles = tiles_of(stored.frame(), 640);
  ASSERT_EQ(tiles.size(), 2u);
  const float w = static_cast<float>(tiles[0].frame.info.width);
  std::vector<Detection> faces;
  const Detection outer{{0, 10, 80, 80}, 0.9f, {}}, inner{{w - 60, 10, 60, 80}, 0.9f, {}};
  add_faces(tiles[0], stored.frame(), {outer, inner}, faces);
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_EQ(faces[0].box.x, 0);
  add_faces(tiles[1], stored.frame(), {outer, inner}, faces);
  ASSERT_EQ(faces.size(), 2u);
  EXPECT_NEAR(faces[1].box.right(), 2600, 0.5);
}

TEST(Tiles, TheSameFaceIsOne) {
  std::vector<Detection> faces{{{100, 100, 80, 80}, 0.8f, {}},
                               {{104, 98, 80, 84}, 0.9f, {}},
                               {{100, 100, 60, 60}, 0.7f, {}},   // a part of it
                               {{110, 110, 20, 20}, 0.75f, {}},  // a small one before it
                               {{300, 100, 80, 80}, 0.6f, {}}};
  unite(faces);
  ASSERT_EQ(faces.size(), 3u);
  EXPECT_FLOAT_EQ(faces[0].confidence, 0.9f);
  EXPECT_FLOAT_EQ(faces[1].confidence, 0.75f);
  EXPECT_FLOAT_EQ(faces[2].confidence, 0.6f);
}

// What a mask covers stays unseen in every part.
TEST(Tiles, MasksCoverTheirPlaceInAPart) {
  const Masks masks(
      std::map<std::string, Polygon>{{"door", {{0.5f, 0.5f}, {1, 0.5f}, {1, 1}, {0.5f, 1}}}});
  std::vector<std::uint8_t> bytes(40 * 20, 200);
  const Canvas canvas{bytes.data(), 40, 20, 40, PixelFormat::gray};
  masks.paint(canvas, {.width = 40, .height = 20}, {0.25f, 0.25f, 0.5f, 0.5f});
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 40; ++x)
      EXPECT_EQ(bytes[static_cast<std::size_t>(y * 40 + x)] == 0, x >= 20 && y >= 10)
          << x << " " << y;
}

}  // namespace
}  // namespace mien::chain
