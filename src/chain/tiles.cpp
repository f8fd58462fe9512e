#include "chain/tiles.h"

#include <algorithm>
#include <cmath>

#include "face/nms.h"

namespace mien::chain {

namespace {

constexpr int kShrink = 3;            ///< picture pixels per canvas pixel, at most
constexpr double kOverlap = 0.25;     ///< of a tile's side
constexpr float kEdge = 1.0f / 128;   ///< of a tile's side: a face so near to it is cut by it
constexpr float kSameFace = 0.4f;     ///< intersection over union
constexpr float kWithin = 0.7f;       ///< share of the smaller box that lies in the larger one
constexpr float kLikeInSize = 0.25f;  ///< smaller ÷ larger area: else it may be another face

/// Where tiles of `side` begin along an axis of `length`: even, for chroma is of half the size.
std::vector<int> begins(int length, int side) {
  std::vector<int> list{0};
  if (length <= side) return list;
  const double step = side * (1 - kOverlap);
  const int more = static_cast<int>(std::ceil((length - side) / step));
  for (int i = 1; i <= more; ++i)
    list.push_back(static_cast<int>(std::int64_t{length - side} * i / more) & ~1);
  return list;
}

/// A rectangle of the stored picture (0..1) as it lies when the picture is upright.
Box upright(const Box& stored, int rotation) {
  const auto [x, y, w, h] = stored;
  switch (rotation) {
    case 90:
      return {1 - y - h, x, h, w};
    case 180:
      return {1 - x - w, 1 - y - h, w, h};
    case 270:
      return {y, 1 - x - w, h, w};
    default:
      return stored;
  }
}

Tile tile_at(const Frame& picture, int x, int y, int width, int height) {
  Tile tile{picture, {}};
  const auto w = static_cast<float>(picture.width), h = static_cast<float>(picture.height);
  tile.part = upright({static_cast<float>(x) / w, static_cast<float>(y) / h,
                       static_cast<float>(width) / w, static_cast<float>(height) / h},
                      picture.rotation);
  tile.frame.width = width;
  tile.frame.height = height;
  const auto shown = [](int side, float share) {
    return std::max(1, static_cast<int>(std::lround(static_cast<float>(side) * share)));
  };
  tile.frame.info.width = shown(picture.info.width, tile.part.w);
  tile.frame.info.height = shown(picture.info.height, tile.part.h);
  for (int plane = 0; plane < 3; ++plane) {
    const int half = plane == 0 ? 1 : 2;
    tile.frame.planes[plane] += std::ptrdiff_t{y / half} * picture.strides[plane] + x / half;
  }
  return tile;
}

float shared(const Box& a, const Box& b) {
  const float w = std::min(a.right(), b.right()) - std::max(a.x, b.x);
  const float h = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

// A box of a part of a face beside that of the whole one.
bool part_of_other(const Box& a, const Box& b) {
  const float smaller = std::min(a.area(), b.area()), larger = std::max(a.area(), b.area());
  return smaller > kLikeInSize * larger && shared(a, b) > kWithin * smaller;
}

}  // namespace

std::vector<Tile> tiles_of(const Frame& picture, int longest) {
  const int side = longest * kShrink;
  if (!picture.still || longest <= 0 || std::max(picture.info.width, picture.info.height) <= side) {
    return {};
  }
  // Wide pixels: fewer stored ones make a tile of the same size.
  const bool sideways = picture.rotation % 180 != 0;
  const auto stored_side = [side](int stored, int shown) {
    const double pixels = static_cast<double>(side) * stored / shown;
    return std::min(stored, std::max(2, static_cast<int>(std::lround(pixels)) & ~1));
  };
  const int width = stored_side(picture.width, sideways ? picture.info.height : picture.info.width);
  const int height =
      stored_side(picture.height, sideways ? picture.info.width : picture.info.height);
  // The last one of a row may begin a pixel early: it is then longer by that.
  const auto reach = [](int begin, int side, int length) {
    return length - begin - side == 1 ? side + 1 : side;
  };
  std::vector<Tile> tiles;
  for (const int y : begins(picture.height, height))
    for (const int x : begins(picture.width, width))
      tiles.push_back(
          tile_at(picture, x, y, reach(x, width, picture.width), reach(y, height, picture.height)));
  return tiles;
}

void add_faces(const Tile& tile, const Frame& picture, const std::vector<Detection>& found,
               std::vector<Detection>& faces) {
  constexpr float kInner = 1e-4f;  // farther than this from the picture's edge
  const Box& part = tile.part;
  const auto w = static_cast<float>(tile.frame.info.width);
  const auto h = static_cast<float>(tile.frame.info.height);
  const float left = part.x > kInner ? w * kEdge : -1, top = part.y > kInner ? h * kEdge : -1;
  const float right = part.right() < 1 - kInner ? w * (1 - kEdge) : w + 1;
  const float bottom = part.bottom() < 1 - kInner ? h * (1 - kEdge) : h + 1;
  const Point origin{part.x * static_cast<float>(picture.info.width),
                     part.y * static_cast<float>(picture.info.height)};
  for (Detection face : found) {
    const Box& box = face.box;
    if (box.x < left || box.y < top || box.right() > right || box.bottom() > bottom) continue;
    face.box.x += origin.x;
    face.box.y += origin.y;
    if (face.landmarks)
      for (Point& point : *face.landmarks) point = {point.x + origin.x, point.y + origin.y};
    faces.push_back(face);
  }
}

void unite(std::vector<Detection>& faces) {
  face::suppress(faces, kSameFace);
  std::vector<Detection> kept;
  for (const Detection& face : faces)
    if (std::ranges::none_of(
            kept, [&](const Detection& other) { return part_of_other(face.box, other.box); }))
      kept.push_back(face);
  faces = std::move(kept);
}

}  // namespace mien::chain
