#include "media/area.h"

#include <algorithm>
#include <cmath>

namespace mien::media {

namespace {

constexpr int kOne = 256;  ///< a pixel's width, in a sample's parts

/// Places along an axis, (`base` + `shift`) × `size` − ½, as whole pixels and parts, in vector
/// code.
void split(const double* __restrict base, double shift, double size, int* __restrict whole,
           int* __restrict part, int count) {
  const double last = size - 1.0;
  for (int i = 0; i < count; ++i) {
    const double at = (base[i] + shift) * size - 0.5;
    const double inside = std::min(std::max(at, 0.0), last);
    const int pixel = static_cast<int>(inside);
    whole[i] = pixel;
    part[i] = static_cast<int>((inside - pixel) * kOne);
  }
}

}  // namespace

void AreaSampler::Axis::plan(double from, double to, int count, int size) {
  targets.clear();
  weights.clear();
  begin = size;
  end = 0;
  const double step = (to - from) / count;
  for (int i = 0; i < count; ++i) {
    if (step >= 1)
      add_average(from + i * step, from + (i + 1) * step, size);
    else
      add_bilinear(from + (i + 0.5) * step - 0.5, size);
    begin = std::min(begin, targets.back().first);
    end = std::max(end, targets.back().first + targets.back().count);
  }
}

/// The mean over from..to, where the first and the last pixel go on for ever.
void AreaSampler::Axis::add_average(double from, double to, int size) {
  const double last_pixel = size - 1;
  const int first = static_cast<int>(std::clamp(std::floor(from), 0.0, last_pixel));
  const int last =
      static_cast<int>(std::clamp(std::ceil(to) - 1, static_cast<double>(first), last_pixel));
  targets.push_back({first, last - first + 1, static_cast<int>(weights.size())});
  for (int p = first; p <= last; ++p) {
    const double begins = p == first ? from : p;
    const double ends = p == last ? to : p + 1;
    weights.push_back(static_cast<float>((ends - begins) / (to - from)));
  }
}

void AreaSampler::Axis::add_bilinear(double at, int size) {
  const double inside = std::clamp(at, 0.0, size - 1.0);
  const int first = static_cast<int>(inside);
  const auto second_weight = static_cast<float>(inside - first);
  targets.push_back({first, second_weight > 0 ? 2 : 1, static_cast<int>(weights.size())});
  weights.push_back(1 - second_weight);
  if (second_weight > 0) weights.push_back(second_weight);
}

void AreaSampler::sample(const PlaneView& in, const Region& region, std::uint8_t* out, int stride,
                         int width, int height) {
  columns_.plan(region.left, region.right, width, in.width);
  rows_.plan(region.top, region.bottom, height, in.height);
  const int touched = columns_.end - columns_.begin;
  row_.resize(std::max<std::size_t>(row_.size(), touched));
  for (int y = 0; y < height; ++y) {
    const Axis::Target& rows = rows_.targets[y];
    std::fill_n(row_.begin(), touched, 0.0f);
    // Rows first: this inner loop handles whole cache lines and compiles to vector code.
    for (int r = 0; r < rows.count; ++r) {
      const float weight = rows_.weights[rows.weights + r];
      const std::uint8_t* from =
          in.data + static_cast<std::ptrdiff_t>(rows.first + r) * in.stride + columns_.begin;
      float* to = row_.data();
      for (int x = 0; x < touched; ++x) to[x] += weight * static_cast<float>(from[x]);
    }
    std::uint8_t* to = out + static_cast<std::ptrdiff_t>(y) * stride;
    for (int x = 0; x < width; ++x) {
      const Axis::Target& columns = columns_.targets[x];
      const float* from = row_.data() + (columns.first - columns_.begin);
      const float* weights = columns_.weights.data() + columns.weights;
      float sum = 0.5f;
      for (int c = 0; c < columns.count; ++c) sum += weights[c] * from[c];
      to[x] = static_cast<std::uint8_t>(std::clamp(sum, 0.0f, 255.0f));
    }
  }
}

// Sample `i` of a row: (½ + u cos − v sin, ½ + u sin + v cos), in the level picture's sides.
void Turner::plan(double share, double roll, int width) {
  cos_ = std::cos(roll);
  sin_ = std::sin(roll);
  const auto samples = static_cast<std::size_t>(2 * width);
  for (auto* row : {&across_, &along_}) row->resize(samples);
  for (auto* row : {&samples_.x, &samples_.y, &samples_.part_x, &samples_.part_y})
    row->resize(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const double x = static_cast<double>(i / 2) + 0.25 + 0.5 * static_cast<double>(i % 2);
    const double u = (x / width - 0.5) * share;
    across_[i] = 0.5 + u * cos_;
    along_[i] = 0.5 + u * sin_;
  }
}

void Turner::add(const PlaneView& level, int width) {
  const int *x = samples_.x.data(), *y = samples_.y.data();
  const int *fx = samples_.part_x.data(), *fy = samples_.part_y.data();
  const int last_x = level.width - 1, last_y = level.height - 1;
  for (int i = 0; i < 2 * width; ++i) {
    const std::uint8_t* a = level.data + static_cast<std::ptrdiff_t>(y[i]) * level.stride + x[i];
    const std::uint8_t* b = y[i] < last_y ? a + level.stride : a;
    const int right = x[i] < last_x ? 1 : 0;
    sums_[i / 2] += (a[0] * (kOne - fx[i]) + a[right] * fx[i]) * (kOne - fy[i]) +
                    (b[0] * (kOne - fx[i]) + b[right] * fx[i]) * fy[i];
  }
}

void Turner::turn(const PlaneView& level, double share, double roll, std::uint8_t* out, int stride,
                  int width, int height) {
  plan(share, roll, width);
  Samples& to = samples_;
  for (int y = 0; y < height; ++y) {
    sums_.assign(static_cast<std::size_t>(width), 1 << 17);  // rounds
    for (const double half : {0.25, 0.75}) {
      const double v = ((y + half) / height - 0.5) * share;
      split(across_.data(), -(v * sin_), level.width, to.x.data(), to.part_x.data(), 2 * width);
      split(along_.data(), v * cos_, level.height, to.y.data(), to.part_y.data(), 2 * width);
      add(level, width);
    }
    std::uint8_t* const row = out + static_cast<std::ptrdiff_t>(y) * stride;
    for (int x = 0; x < width; ++x)
      row[x] = static_cast<std::uint8_t>(sums_[static_cast<std::size_t>(x)] >> 18);
  }
}

}  // namespace mien::media
