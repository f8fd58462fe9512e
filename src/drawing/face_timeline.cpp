#include "drawing/face_timeline.h"

#include <algorithm>
#include <cmath>

#include "base/smile_words.h"

namespace mien::drawing {

namespace {

Box between(const Box& a, const Box& b, float share) {
  return {std::lerp(a.x, b.x, share), std::lerp(a.y, b.y, share), std::lerp(a.w, b.w, share),
          std::lerp(a.h, b.h, share)};
}

}  // namespace

std::string label_of(const Face& face, bool smiles) {
  const Expression& e = face.expression;
  std::string text;
  if (face.track > 0) text = "#" + std::to_string(face.track) + " ";
  text += smiles ? in_smiles(name_of(e.label)) : name_of(e.label);
  if (e.label != Emotion::unknown) {
    const float share = std::isfinite(e.confidence) ? std::clamp(e.confidence, 0.0f, 1.0f) : 0.0f;
    text += " " + std::to_string(std::lround(share * 100)) + "%";
  } else if (e.doubt != Doubt::none) {
    text += " (" + std::string(name_of(e.doubt)) + ")";
  }
  return text;
}

/// The entry of a face's track; untracked faces have one each.
FaceTimeline::Neighbours& FaceTimeline::sight_of(const Face& face) {
  if (face.track > 0)
    for (Neighbours& sight : sights_) {
      const Face* known = sight.before ? sight.before : sight.after;
      if (known->track == face.track) return sight;
    }
  return sights_.emplace_back();
}

/// When the inferred frame after `index` was taken; where there is none, as far on as the one
/// before lies back.
double FaceTimeline::next_time(std::size_t index) const {
  const double now = results_[index].frame.seconds;
  if (index + 1 < results_.size()) return results_[index + 1].frame.seconds;
  return index == 0 ? now : now + (now - results_[index - 1].frame.seconds);
}

void FaceTimeline::collect(double seconds) {
  while (next_ < results_.size() && results_[next_].frame.seconds <= seconds + kSameMoment) ++next_;
  while (begin_ < next_ && results_[begin_].frame.seconds < seconds - kLongestGap &&
         begin_ + 1 < next_)
    ++begin_;
  sights_.clear();
  for (std::size_t i = begin_; i < next_; ++i)
    for (const Face& face : results_[i].faces) {
      if (face.track <= 0 && i + 1 != next_) continue;  // nobody knows where it went
      Neighbours& sight = sight_of(face);
      sight.before = &face;
      sight.before_index = i;
    }
  for (std::size_t i = next_;
       i < results_.size() && results_[i].frame.seconds <= seconds + kLongestGap; ++i)
    collect_after(seconds, i);
}

void FaceTimeline::collect_after(double seconds, std::size_t index) {
  for (const Face& face : results_[index].faces) {
    if (face.track <= 0 && index != next_) continue;
    Neighbours& sight = sight_of(face);
    if (sight.after) continue;
    sight.after = &face;
    sight.after_index = index;
  }
}

Box FaceTimeline::box_of(const Face& face, std::size_t index) const {
  const FrameInfo& seen = results_[index].frame;
  Box box = face.detection.box;
  if (width_ > 0 && seen.width > 0) {
    const float x = static_cast<float>(width_) / static_cast<float>(seen.width);
    box.x *= x;
    box.w *= x;
  }
  if (height_ > 0 && seen.height > 0) {
    const float y = static_cast<float>(height_) / static_cast<float>(seen.height);
    box.y *= y;
    box.h *= y;
  }
  return box;
}

void FaceTimeline::show(const Neighbours& sight, double seconds) {
  const auto time_of = [&](std::size_t index) { return results_[index].frame.seconds; };
  if (sight.before && sight.after) {
    const double from = time_of(sight.before_index), to = time_of(sight.after_index);
    if (to - from <= kLongestGap) {
      const auto share =
          static_cast<float>(std::clamp((seconds - from) / std::max(to - from, 1e-9), 0.0, 1.0));
      faces_.push_back({between(box_of(*sight.before, sight.before_index),
                                box_of(*sight.after, sight.after_index), share),
                        sight.before->expression.label, label_of(*sight.before, smiles_), true});
      return;
    }
  }
  if (sight.before) {
    const double since = seconds - time_of(sight.before_index);
    const bool now = since <= kSameMoment;
    const bool before_next = seconds < next_time(sight.before_index) && since <= kLongestGap;
    if (now || before_next) {
      faces_.push_back({box_of(*sight.before, sight.before_index), sight.before->expression.label,
                        label_of(*sight.before, smiles_), now || since <= kLinger});
      return;
    }
  }
  // It may have come before the frame in which it was found, but after the inferred frame before
  // that one.
  if (sight.after && sight.after_index == next_)
    faces_.push_back(
        {box_of(*sight.after, sight.after_index), sight.after->expression.label, {}, false});
}

const std::vector<TimedFace>& FaceTimeline::at(double seconds, int width, int height) {
  width_ = width;
  height_ = height;
  collect(seconds);
  faces_.clear();
  for (const Neighbours& sight : sights_) show(sight, seconds);
  return faces_;
}

}  // namespace mien::drawing
