#include <algorithm>

#include "mien/summary.h"
#include "mien/types.h"

namespace mien {

namespace {
constexpr std::string_view kEmotionNames[] = {"neutral", "happiness", "surprise",
                                              "sadness", "anger",     "disgust",
                                              "fear",    "contempt",  "unknown"};
constexpr std::string_view kDoubtNames[] = {"none",        "too_small", "blurred",
                                            "turned_away", "cut_off",   "low_confidence"};
}  // namespace

std::string_view name_of(Emotion emotion) { return kEmotionNames[static_cast<int>(emotion)]; }

std::optional<Emotion> emotion_named(std::string_view name) {
  const auto* found = std::ranges::find(kEmotionNames, name);
  if (found == std::end(kEmotionNames)) return std::nullopt;
  return static_cast<Emotion>(found - std::begin(kEmotionNames));
}

std::string_view name_of(Doubt doubt) { return kDoubtNames[static_cast<int>(doubt)]; }

float iou(const Box& a, const Box& b) {
  const float w = std::min(a.right(), b.right()) - std::max(a.x, b.x);
  const float h = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
  if (w <= 0 || h <= 0) return 0;
  const float shared = w * h;
  return shared / (a.area() + b.area() - shared);
}

StageTimes& StageTimes::operator+=(const StageTimes& other) {
  decode += other.decode;
  scale += other.scale;
  infer += other.infer;
  track += other.track;
  crop += other.crop;
  classify += other.classify;
  write += other.write;
  return *this;
}

}  // namespace mien
