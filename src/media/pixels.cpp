#include "media/pixels.h"

#include <algorithm>
#include <cstring>
#include <string>

#include <libyuv.h>

#include "mien/error.h"

namespace mien::media {

namespace {

constexpr int kLongestSide = 32767;
constexpr std::uint8_t kNoColour = 128;

/// How many planes a layout has, and how wide the rows of each are, in bytes.
struct Layout {
  int planes = 1;
  int bytes[3] = {};
};

Layout layout_of(const Pixels& picture) {
  const int width = picture.width, half = half_up(width);
  switch (picture.layout) {
    case PixelLayout::gray:
      return {1, {width}};
    case PixelLayout::bgr:
    case PixelLayout::rgb:
      return {1, {3 * width}};
    case PixelLayout::bgra:
    case PixelLayout::rgba:
      return {1, {4 * width}};
    case PixelLayout::i420:
      return {3, {width, half, half}};
    case PixelLayout::nv12:
      return {2, {width, 2 * half}};
  }
  throw Error(ErrorKind::usage, "picture", "its layout is unknown", "take one of PixelLayout");
}

/// As given, with rows that are said to follow one another.
Pixels checked(Pixels picture) {
  const auto refuse = [](const std::string& what, const char* remedy) {
    throw Error(ErrorKind::input, "picture", what, remedy);
  };
  if (picture.width < 1 || picture.height < 1 || picture.width > kLongestSide ||
      picture.height > kLongestSide)
    refuse("cannot be of " + std::to_string(picture.width) + " × " +
               std::to_string(picture.height) + " pixels",
           "1 to 32767 each");
  if (picture.rotation % 90 != 0 || picture.rotation < 0 || picture.rotation > 270)
    refuse("cannot be turned by " + std::to_string(picture.rotation) + " degrees",
           "0, 90, 180 or 270");
  const Layout layout = layout_of(picture);
  for (int i = 0; i < layout.planes; ++i) {
    int& stride = picture.strides[i];
    if (stride == 0) stride = layout.bytes[i];
    if (!picture.planes[i]) refuse("plane " + std::to_string(i) + " is missing", "set `planes`");
    if (stride < layout.bytes[i])
      refuse("rows of plane " + std::to_string(i) + " overlap: " + std::to_string(stride) +
                 " bytes apart, " + std::to_string(layout.bytes[i]) + " long",
             "set `strides` to the bytes between rows");
  }
  return picture;
}

using ToPlanes = int (*)(const std::uint8_t*, int, std::uint8_t*, int, std::uint8_t*, int,
                         std::uint8_t*, int, int, int);

// libyuv names words, not bytes: its RGB24 is B, G, R in memory.
ToPlanes converter_of(PixelLayout layout) {
  switch (layout) {
    case PixelLayout::bgr:
      return libyuv::RGB24ToI420;
    case PixelLayout::rgb:
      return libyuv::RAWToI420;
    case PixelLayout::bgra:
      return libyuv::ARGBToI420;
    default:
      return libyuv::ABGRToI420;
  }
}

}  // namespace

std::uint8_t* PixelReader::own(int plane, int width, int height) {
  return planes_[plane].bytes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
}

void PixelReader::take_apart(const Pixels& picture, Frame& frame) {
  const int width = half_up(picture.width), height = half_up(picture.height);
  for (int i : {1, 2}) {
    frame.planes[i] = own(i, width, height);
    frame.strides[i] = width;
  }
  if (picture.layout == PixelLayout::gray) {
    for (int i : {1, 2})
      std::memset(own(i, width, height), kNoColour, static_cast<std::size_t>(width) * height);
    frame.full_range = true;
    return;
  }
  libyuv::SplitUVPlane(picture.planes[1], picture.strides[1], own(1, width, height), width,
                       own(2, width, height), width, width, height);
}

void PixelReader::convert(const Pixels& picture, Frame& frame) {
  const int width = picture.width, height = picture.height, half = half_up(width);
  std::uint8_t* planes[] = {own(0, width, height), own(1, half, half_up(height)),
                            own(2, half, half_up(height))};
  const int strides[] = {width, half, half};
  converter_of(picture.layout)(picture.planes[0], picture.strides[0], planes[0], strides[0],
                               planes[1], strides[1], planes[2], strides[2], width, height);
  std::copy_n(planes, 3, frame.planes);
  std::copy_n(strides, 3, frame.strides);
  frame.matrix = ColorMatrix::bt601;
  frame.full_range = false;
}

Frame PixelReader::frame_of(const Pixels& given) {
  const Pixels picture = checked(given);
  const bool turned = picture.rotation % 180 != 0;
  Frame frame;
  frame.info.width = turned ? picture.height : picture.width;
  frame.info.height = turned ? picture.width : picture.height;
  frame.width = picture.width;
  frame.height = picture.height;
  frame.matrix = picture.matrix;
  frame.full_range = picture.full_range;
  frame.still = picture.still;
  frame.rotation = picture.rotation;
  std::copy_n(picture.planes, 3, frame.planes);
  std::copy_n(picture.strides, 3, frame.strides);
  switch (picture.layout) {
    case PixelLayout::i420:
      break;
    case PixelLayout::gray:
    case PixelLayout::nv12:
      take_apart(picture, frame);
      break;
    default:
      convert(picture, frame);
  }
  return frame;
}

}  // namespace mien::media
