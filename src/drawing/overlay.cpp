#include "drawing/overlay.h"

#include <algorithm>
#include <cmath>

namespace mien::drawing {

namespace {

constexpr Rgb kInk{255, 255, 255}, kPill{16, 18, 22}, kShadow{0, 0, 0};
constexpr float kFarthestBox = 1e5f;           // pixels; boxes beyond are not drawable
constexpr std::size_t kRememberedTexts = 512;  // some megabytes at most

/// Letters: readable at 360 lines, unobtrusive at 2160.
float cap_height_for(const media::Surface& surface) {
  return std::clamp(0.0165f * static_cast<float>(std::min(surface.width, surface.height)), 8.5f,
                    40.0f);
}

bool drawable(const Box& box) {
  for (const float value : {box.x, box.y, box.w, box.h})
    if (!std::isfinite(value) || std::abs(value) > kFarthestBox) return false;
  return box.w >= 2 && box.h >= 2;
}

}  // namespace

Rgb colour_of(Emotion emotion) {
  switch (emotion) {
    case Emotion::neutral:
      return {236, 239, 241};
    case Emotion::happiness:
      return {240, 228, 66};
    case Emotion::surprise:
      return {86, 180, 233};
    case Emotion::sadness:
      return {0, 114, 178};
    case Emotion::anger:
      return {213, 94, 0};
    case Emotion::disgust:
      return {0, 158, 115};
    case Emotion::fear:
      return {204, 121, 167};
    case Emotion::contempt:
      return {230, 159, 0};
    case Emotion::unknown:
      break;
  }
  return {158, 158, 158};
}

const TextMask& Overlay::text(const std::string& label) {
  if (texts_.size() >= kRememberedTexts) texts_.clear();
  const auto [found, fresh] = texts_.try_emplace(label);
  if (fresh) found->second = draw_text(label, cap_height_);
  return found->second;
}

void Overlay::draw_box(const media::Surface& surface, const TimedFace& face) const {
  const Box& b = face.box;
  const float thickness = std::max(1.6f, cap_height_ * 0.19f);
  const RoundBox shape{b.x, b.y, b.w, b.h,
                       std::min(cap_height_ * 0.75f, std::min(b.w, b.h) * 0.25f)};
  stroke_round_box(surface, shape, thickness + std::max(2.0f, cap_height_ * 0.16f), kShadow, 0.32f);
  stroke_round_box(surface, shape, thickness, colour_of(face.emotion), 1.0f);
}

void Overlay::draw_tag(const media::Surface& surface, const TimedFace& face) {
  if (face.label.empty()) return;
  const TextMask& label = text(face.label);
  const float c = cap_height_, height = 2.1f * c, dot = 0.62f * c, padding = 0.68f * c;
  const float width = padding * 1.8f + dot + 0.3f * c + static_cast<float>(label.mask.width);
  const float gap = 0.45f * c;
  const Box& b = face.box;
  float top = b.y - gap - height;  // above the box, else below it, else within
  if (top < 1) top = b.bottom() + gap;
  if (top + height > static_cast<float>(surface.height) - 1) top = std::max(b.y + gap, 1.0f);
  const float room = static_cast<float>(surface.width) - width - 1;
  const float left = std::max(1.0f, std::min(b.x - 0.1f * c, room));
  top = std::round(top);
  fill_round_box(surface, {left, top, width, height, height / 2}, kPill, 0.72f);
  const float middle = top + height / 2;
  fill_round_box(surface, {left + padding, middle - dot / 2, dot, dot, dot / 2},
                 colour_of(face.emotion), 1.0f);
  const int text_x = static_cast<int>(std::lround(left + padding + dot + 0.3f * c));
  const int baseline = static_cast<int>(std::lround(middle + c / 2));
  paint(surface, label.mask, text_x, baseline - label.baseline, kInk, 0.97f);
}

void Overlay::draw(const media::Surface& surface, std::span<const TimedFace> faces) {
  const float cap_height = cap_height_for(surface);
  if (cap_height != cap_height_) texts_.clear();
  cap_height_ = cap_height;
  for (const TimedFace& face : faces)
    if (face.shown && drawable(face.box)) draw_box(surface, face);
  for (const TimedFace& face : faces)
    if (face.shown && drawable(face.box)) draw_tag(surface, face);
}

}  // namespace mien::drawing
