#include "drawing/face_cover.h"

#include <algorithm>
#include <cmath>

#include "drawing/blur.h"
#include "drawing/face_timeline.h"
#include "media/planes.h"

namespace mien::drawing {

namespace {

// The first frame of each slot of 1/look_fps is inferred: two of them are less than two slots
// apart.
constexpr double kSlots = 2;

/// Does `now` stand where `before` was, as the same head a moment later does?
bool follows(const Box& now, const Box& before) {
  const Point a = now.center(), b = before.center();
  return std::abs(a.x - b.x) < (now.w + before.w) / 2 &&
         std::abs(a.y - b.y) < (now.h + before.h) / 2;
}

/// The one of `before` that a face goes on from: the nearest where it stands; −1: it is new.
template <class Kept>
std::ptrdiff_t nearest_of(const Box& now, const std::vector<Kept>& before) {
  std::ptrdiff_t nearest = -1;
  float least = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!follows(now, before[i].box)) continue;
    const Point a = now.center(), b = before[i].box.center();
    const float away = std::hypot(a.x - b.x, a.y - b.y);
    if (nearest < 0 || away < least) nearest = static_cast<std::ptrdiff_t>(i), least = away;
  }
  return nearest;
}

/// A face whose place is no number, or none that the blur takes, cannot be covered.
bool is_somewhere(const Box& box) {
  const auto fits = [](float value) { return std::abs(value) <= FaceBlur::kFarthest; };  // no NaN
  return fits(box.x) && fits(box.y) && fits(box.w) && fits(box.h);
}

}  // namespace

AnalysedTime::AnalysedTime(std::span<const FrameResult> results, double look_fps)
    : reach_(look_fps > 0 ? kSlots / look_fps : FaceTimeline::kSameMoment) {
  times_.reserve(results.size());
  for (const FrameResult& result : results) times_.push_back(result.frame.seconds);
  std::ranges::sort(times_);
}

bool AnalysedTime::covers(double seconds) const {
  const auto after = std::ranges::upper_bound(times_, seconds + FaceTimeline::kSameMoment);
  return after != times_.begin() && seconds - *std::prev(after) <= reach_;
}

FaceCover::FaceCover(std::span<const FrameResult> results, const AnnotateOptions& options)
    : search_(options.search) {
  if (options.look_fps) analysed_.emplace(results, *options.look_fps);
}

bool FaceCover::find(const Frame& frame, std::vector<Box>& boxes) {
  found_.clear();
  if (analysed_ && !analysed_->covers(frame.info.seconds)) return false;
  if (!search_) return true;
  if (!search_(frame, found_) || !std::ranges::all_of(found_, is_somewhere)) return false;
  const media::Size shown = media::display_size(frame);
  const auto width = static_cast<float>(shown.width), height = static_cast<float>(shown.height);
  keep(frame.info.seconds, width, height);
  for (const Kept& face : kept_)
    boxes.push_back(
        {face.box.x * width, face.box.y * height, face.box.w * width, face.box.h * height});
  return true;
}

void FaceCover::keep(double seconds, float width, float height) {
  std::vector<Kept> now;
  std::vector<bool> gone_on(kept_.size());
  for (const Box& box : found_) {
    now.push_back({{box.x / width, box.y / height, box.w / width, box.h / height}, seconds});
    // One alone, so that a head beside one that is found stays covered.
    if (const auto old = nearest_of(now.back().box, kept_); old >= 0)
      gone_on[static_cast<std::size_t>(old)] = true;
  }
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    const bool late = seconds - kept_[i].seen > kHold || seconds < kept_[i].seen;
    if (!late && !gone_on[i]) now.push_back(kept_[i]);
  }
  kept_ = std::move(now);
}

}  // namespace mien::drawing
