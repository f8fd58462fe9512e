#include "density/idle_clip.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "mien/error.h"

#include "drawing/mp4_writer.h"
#include "video/video.h"

namespace mien::density {

namespace {

constexpr int kBlock = 16;  ///< luma; a face that fits in is too small to be found
constexpr double kSeconds = 8, kKeyframeSeconds = 2;
constexpr double kNoise = 1.5;  ///< standard deviation of the luma, in steps of 1 of 256
constexpr unsigned kSeed = 17;

struct Plane {
  int width = 0, height = 0;
  std::vector<std::uint8_t> bytes;
};

/// The plane of a picture with its blocks in another order; what is left over at the edges stays.
Plane shuffled(const std::uint8_t* from, int stride, int width, int height, int block,
               const std::vector<int>& order, int across) {
  Plane plane{width, height, {}};
  plane.bytes.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y)
    std::copy_n(from + static_cast<std::ptrdiff_t>(y) * stride, width,
                plane.bytes.begin() + static_cast<std::ptrdiff_t>(y) * width);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const int to_x = static_cast<int>(i) % across * block;
    const int to_y = static_cast<int>(i) / across * block;
    const int from_x = order[i] % across * block, from_y = order[i] / across * block;
    for (int y = 0; y < block; ++y)
      std::copy_n(from + static_cast<std::ptrdiff_t>(from_y + y) * stride + from_x, block,
                  plane.bytes.begin() + static_cast<std::ptrdiff_t>(to_y + y) * width + to_x);
  }
  return plane;
}

/// More than a picture of it, so that each frame takes it from another place.
std::vector<std::int8_t> noise_for(const Plane& plane, std::mt19937& random) {
  std::normal_distribution<double> normal(0, kNoise);
  std::vector<std::int8_t> noise(plane.bytes.size() + 4096);
  for (std::int8_t& value : noise)
    value = static_cast<std::int8_t>(std::clamp(std::lround(normal(random)), -100L, 100L));
  return noise;
}

void paint(const Plane& plane, std::uint8_t* to, int stride, const std::int8_t* noise) {
  for (int y = 0; y < plane.height; ++y) {
    const std::uint8_t* row = plane.bytes.data() + static_cast<std::ptrdiff_t>(y) * plane.width;
    std::uint8_t* out = to + static_cast<std::ptrdiff_t>(y) * stride;
    for (int x = 0; x < plane.width; ++x)
      out[x] = noise ? static_cast<std::uint8_t>(std::clamp(row[x] + *noise++, 0, 255)) : row[x];
  }
}

std::vector<Plane> planes_of(const Frame& frame, int width, int height, std::mt19937& random) {
  const int across = width / kBlock, down = height / kBlock;
  std::vector<int> order(static_cast<std::size_t>(across) * static_cast<std::size_t>(down));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  std::ranges::shuffle(order, random);
  std::vector<Plane> planes;
  for (int i = 0; i < 3; ++i) {
    const int part = i == 0 ? 1 : 2;
    planes.push_back(shuffled(frame.planes[i], frame.strides[i], width / part, height / part,
                              kBlock / part, order, across));
  }
  return planes;
}

}  // namespace

void make_idle_clip(const std::string& input, double fps, const std::filesystem::path& clip) {
  const auto source = video::open_source(input);
  source->seek(Segment{});
  Frame frame;
  if (!source->read(frame))
    throw Error(ErrorKind::input, input, "has no picture that an idle camera could show");
  const int width = frame.width / 2 * 2, height = frame.height / 2 * 2;
  std::mt19937 random(kSeed);
  const std::vector<Plane> planes = planes_of(frame, width, height, random);
  const std::vector<std::int8_t> noise = noise_for(planes[0], random);
  drawing::Mp4Writer writer(clip, {.width = width,
                                   .height = height,
                                   .fps = fps,
                                   .matrix = frame.matrix,
                                   .full_range = frame.full_range,
                                   .keyframe_seconds = kKeyframeSeconds,
                                   .as_cameras = true});
  const int frames = std::max(2, static_cast<int>(std::lround(kSeconds * fps)));
  for (int i = 0; i < frames; ++i) {
    const media::Surface surface = writer.surface();
    const std::int8_t* from = noise.data() + random() % 4096;
    for (int p = 0; p < 3; ++p)
      paint(planes[static_cast<std::size_t>(p)], surface.planes[p], surface.strides[p],
            p == 0 ? from : nullptr);
    writer.write(i / fps);
  }
  writer.finish();
}

}  // namespace mien::density
