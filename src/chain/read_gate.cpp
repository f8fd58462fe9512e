#include "chain/read_gate.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace mien::chain {

namespace {

constexpr int kCropSide = 48;
constexpr double kReadSlack = 1e-3;   ///< seconds: times are rounded
constexpr float kLeastDeviation = 1;  ///< gray levels: a crop that is flatter shows nothing

/// Adds up `length` values, `step` apart, as `kCropSide` means of equal shares of them.
template <class Value>
void shares(const Value* in, std::ptrdiff_t step, int length, float* out, std::ptrdiff_t out_step) {
  for (int i = 0; i < kCropSide; ++i) {
    // In units of a value's 48th part, the share goes from i × length to (i + 1) × length.
    int at = i * length, end = at + length;
    float sum = 0;
    while (at < end) {
      const int value = at / kCropSide, next = std::min(end, (value + 1) * kCropSide);
      sum += static_cast<float>(in[value * step]) * static_cast<float>(next - at);
      at = next;
    }
    out[i * out_step] = sum / static_cast<float>(length);
  }
}

}  // namespace

Box part_of(const Box& box, const FrameInfo& picture) {
  const float across = 1 / static_cast<float>(std::max(picture.width, 1));
  const float down = 1 / static_cast<float>(std::max(picture.height, 1));
  return {box.x * across, box.y * down, box.w * across, box.h * down};
}

void normalise(const Canvas& crop, NormalisedCrop& out) {
  constexpr int kMostRows = 1024;  // as the manifest's readers allow
  const int height = std::min(crop.height, kMostRows), channels = crop.channels();
  std::array<float, kMostRows * kCropSide> rows;
  for (int y = 0; y < height; ++y)
    shares(crop.data + static_cast<std::ptrdiff_t>(y) * crop.stride + (channels == 3 ? 1 : 0),
           channels, crop.width, rows.data() + std::ptrdiff_t{y} * kCropSide, 1);
  for (int x = 0; x < kCropSide; ++x)
    shares(rows.data() + x, kCropSide, height, out.data() + x, kCropSide);
  float sum = 0, squares = 0;
  for (const float value : out) sum += value;
  const float mean = sum / static_cast<float>(out.size());
  for (float& value : out) {
    value -= mean;
    squares += value * value;
  }
  const float deviation = std::sqrt(squares / static_cast<float>(out.size()));
  const float factor = deviation >= kLeastDeviation ? 1 / deviation : 0;
  for (float& value : out) value *= factor;
}

float difference(const NormalisedCrop& a, const NormalisedCrop& b) {
  std::array<float, kCropSide> sums{};  // column by column: vector code needs no other order
  for (std::size_t i = 0; i < a.size(); i += kCropSide)
    for (std::size_t x = 0; x < kCropSide; ++x) sums[x] += std::abs(a[i + x] - b[i + x]);
  float sum = 0;
  for (const float column : sums) sum += column;
  return sum / static_cast<float>(a.size());
}

void ReadGate::look(std::span<const Face> faces, const FrameInfo& frame, Cut cut) {
  const double seconds = now_s_ = frame.seconds;
  cut_ = cut;
  std::erase_if(known_, [&](const Known& known) {
    return seconds < known.seen_s || seconds - known.seen_s > kMostSeconds;
  });
  for (Known& known : known_) known.here = false;
  which_.clear();
  for (const Face& face : faces) {
    const Box box = part_of(face.detection.box, frame);
    const std::size_t at = known_at(box);
    Known& known = known_[at];
    known.box = box;
    known.seen_s = seconds;
    known.here = true;
    known.holds_sharp = cut == Cut::coarse && seconds - known.sharp.at_s < kSharpSeconds;
    which_.push_back(at);
  }
}

std::size_t ReadGate::known_at(const Box& box) {
  std::size_t best = known_.size();
  float most = kSameBox;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const float shared = known_[i].here ? 0 : iou(known_[i].box, box);
    if (shared < most) continue;
    most = shared;
    best = i;
  }
  if (best == known_.size()) known_.emplace_back();
  return best;
}

bool ReadGate::due(std::size_t face, const Canvas& crop, bool always) {
  Known& known = known_[which_[face]];
  normalise(crop, crop_);
  known.holds_sharp = known.holds_sharp && difference(known.sharp.crop, crop_) <= kMostDifference;
  if (known.holds_sharp) return false;
  const Reading& last = known.last;
  if (!always && last.cut == cut_ && known.readings >= kFirstSights &&
      now_s_ - last.at_s < kMostSeconds - kReadSlack &&
      difference(last.crop, crop_) <= kMostDifference)
    return false;
  known.last.crop = crop_;
  return true;
}

void ReadGate::beside(std::size_t face, const Canvas& crop) {
  normalise(crop, known_[which_[face]].sharp.crop);
}

void ReadGate::read(std::size_t face, const Expression& expression, const Quality& quality) {
  Known& known = known_[which_[face]];
  Reading& last = known.last;
  last.expression = expression;
  last.quality = quality;
  last.cut = cut_;
  last.at_s = now_s_;
  ++known.readings;
  if (cut_ != Cut::sharp) return;
  const NormalisedCrop beside = known.sharp.crop;
  known.sharp = last;
  known.sharp.crop = beside;
}

const Reading& ReadGate::held(std::size_t face) const {
  const Known& known = known_[which_[face]];
  return known.holds_sharp ? known.sharp : known.last;
}

}  // namespace mien::chain
