#include "eval/eval_emotion_disturb.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "statistics/statistics.h"

namespace mien::eval {
namespace {

constexpr int kBlock = 8;
using Block = std::array<std::array<float, kBlock>, kBlock>;

/// Luminance table of ITU-T T.81, annex K.1.
constexpr Block kLuminance = {{{16, 11, 10, 16, 24, 40, 51, 61},
                               {12, 12, 14, 19, 26, 58, 60, 55},
                               {14, 13, 16, 24, 40, 57, 69, 56},
                               {14, 17, 22, 29, 51, 87, 80, 62},
                               {18, 22, 37, 56, 68, 109, 103, 77},
                               {24, 35, 55, 64, 81, 104, 113, 92},
                               {49, 64, 78, 87, 103, 121, 120, 101},
                               {72, 92, 95, 98, 112, 100, 103, 99}}};
constexpr float kCoarser = 5000.0f / 20 / 100;  ///< the table at quality 20

Block cosines() {
  Block result;
  for (int k = 0; k < kBlock; ++k)
    for (int x = 0; x < kBlock; ++x) {
      const float scale = k == 0 ? std::sqrt(0.125f) : 0.5f;
      result[k][x] = scale * std::cos(static_cast<float>((2 * x + 1) * k) *
                                      std::numbers::pi_v<float> / (2 * kBlock));
    }
  return result;
}

/// a × b, either of them on its side.
Block product(const Block& a, bool a_turned, const Block& b, bool b_turned) {
  Block result{};
  for (int i = 0; i < kBlock; ++i)
    for (int j = 0; j < kBlock; ++j)
      for (int k = 0; k < kBlock; ++k)
        result[i][j] += (a_turned ? a[k][i] : a[i][k]) * (b_turned ? b[j][k] : b[k][j]);
  return result;
}

Block coarse(const Block& pixels) {
  static const Block kCosines = cosines();
  Block values = product(product(kCosines, false, pixels, false), false, kCosines, true);
  for (int i = 0; i < kBlock; ++i)
    for (int j = 0; j < kBlock; ++j) {
      const float step = std::clamp(kLuminance[i][j] * kCoarser, 1.0f, 255.0f);
      values[i][j] = std::round(values[i][j] / step) * step;
    }
  return product(product(kCosines, true, values, false), false, kCosines, false);
}

/// Whether x, y lies within an oval.
bool oval(float x, float y, float cx, float cy, float wide, float high) {
  const float dx = (x - cx) / wide, dy = (y - cy) / high;
  return dx * dx + dy * dy < 1;
}

bool in_glasses(float x, float y) {
  return oval(x, y, 0.31f, 0.41f, 0.15f, 0.11f) || oval(x, y, 0.69f, 0.41f, 0.15f, 0.11f) ||
         std::abs(y - 0.39f) < 0.025f;
}

bool in_mask(float x, float y) {
  constexpr float kTop = 0.57f;
  return y > kTop && std::abs(x - 0.5f) < 0.40f - 0.25f * (y - kTop);
}

}  // namespace

void Disturber::convolve(const std::vector<float>& weights, bool across) {
  const int reach = static_cast<int>(weights.size()) / 2;
  other_.assign(luma_.size(), 0);
  for (int y = 0; y < height_; ++y)
    for (int x = 0; x < width_; ++x)
      for (int i = -reach; i <= reach; ++i)
        other_[static_cast<std::size_t>(y) * width_ + x] +=
            weights[static_cast<std::size_t>(i + reach)] *
            (across ? at(std::clamp(x + i, 0, width_ - 1), y)
                    : at(x, std::clamp(y + i, 0, height_ - 1)));
  luma_.swap(other_);
}

void Disturber::focus() {
  const float sigma = 0.025f * static_cast<float>(height_);
  const int reach = std::max(1, static_cast<int>(std::ceil(2.5f * sigma)));
  std::vector<float> weights;
  for (int i = -reach; i <= reach; ++i)
    weights.push_back(std::exp(-static_cast<float>(i * i) / (2 * sigma * sigma)));
  const float sum = std::accumulate(weights.begin(), weights.end(), 0.0f);
  for (float& weight : weights) weight /= sum;
  convolve(weights, true);
  convolve(weights, false);
}

void Disturber::motion() {
  const int reach = std::max(1, static_cast<int>(std::lround(0.0625 * height_)));
  const auto length = static_cast<std::size_t>(2 * reach + 1);
  convolve(std::vector<float>(length, 1.0f / static_cast<float>(length)), true);
}

void Disturber::dark() {
  // The sum of twelve uniform numbers is near enough to normal, and the same everywhere.
  constexpr int kSummed = 12;
  constexpr std::size_t kSteps = 1 << 16;
  constexpr double kNoise = 0.02 * 255;
  Draw draw(5);
  for (float& value : luma_) {
    double noise = -0.5 * kSummed;
    for (int i = 0; i < kSummed; ++i)
      noise += static_cast<double>(draw.below(kSteps)) / static_cast<double>(kSteps);
    value = value * 0.25f + static_cast<float>(noise * kNoise);
  }
}

void Disturber::compressed() {
  for (int top = 0; top < height_; top += kBlock)
    for (int left = 0; left < width_; left += kBlock) {
      Block pixels;
      for (int y = 0; y < kBlock; ++y)
        for (int x = 0; x < kBlock; ++x)
          pixels[y][x] = at(std::min(left + x, width_ - 1), std::min(top + y, height_ - 1)) - 128;
      const Block seen = coarse(pixels);
      for (int y = 0; y < std::min(kBlock, height_ - top); ++y)
        for (int x = 0; x < std::min(kBlock, width_ - left); ++x)
          at(left + x, top + y) = seen[y][x] + 128;
    }
}

template <typename Inside>
void Disturber::paint(float shade, Inside inside) {
  for (int y = 0; y < height_; ++y)
    for (int x = 0; x < width_; ++x)
      if (inside((static_cast<float>(x) + 0.5f) / static_cast<float>(width_),
                 (static_cast<float>(y) + 0.5f) / static_cast<float>(height_)))
        at(x, y) = shade * 255;
}

Frame Disturber::disturb(const Frame& frame, Disturbance kind) {
  width_ = frame.width;
  height_ = frame.height;
  luma_.clear();
  for (int y = 0; y < height_; ++y) {
    const std::uint8_t* row = frame.planes[0] + static_cast<std::ptrdiff_t>(y) * frame.strides[0];
    luma_.insert(luma_.end(), row, row + width_);
  }
  switch (kind) {
    case Disturbance::focus:
      focus();
      break;
    case Disturbance::motion:
      motion();
      break;
    case Disturbance::dark:
      dark();
      break;
    case Disturbance::compressed:
      compressed();
      break;
    case Disturbance::sunglasses:
      paint(0.05f, in_glasses);
      break;
    case Disturbance::mask:
      paint(0.8f, in_mask);
      break;
    case Disturbance::half_hidden:
      paint(0.5f, [](float x, float) { return x < 0.4f; });
      break;
  }
  bytes_.resize(luma_.size());
  std::ranges::transform(luma_, bytes_.begin(), [](float value) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
  });
  Frame result = frame;
  result.planes[0] = bytes_.data();
  result.strides[0] = width_;
  return result;
}

}  // namespace mien::eval
