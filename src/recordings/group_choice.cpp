#include "recordings/group_choice.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "base/input_trouble.h"
#include "recordings/run_summary.h"

namespace mien::recordings {

namespace {

using video::PictureGroup;

void add(std::vector<SegmentPart>& parts, const PictureGroup& group, bool decoded, bool looked_at) {
  if (decoded && !parts.empty() && parts.back().decoded)
    parts.back().span.end = group.span.end;
  else
    parts.push_back({group.span, decoded, looked_at, group.packets, group.begin_s, group.end_s});
}

/// To look at keyframes costs more than all searches that are due. `rate`: a second; 0: of all.
bool dense(const std::vector<PictureGroup>& groups, double rate) {
  std::vector<double> due;
  for (const PictureGroup& group : groups) {
    const auto pictures = static_cast<double>(group.packets);
    due.push_back(rate > 0 ? std::min(pictures, (group.end_s - group.begin_s) * rate) : pictures);
  }
  const auto middle = due.begin() + std::ssize(due) / 2;
  std::ranges::nth_element(due, middle);
  return *middle < 1.99;  // times are rounded to the container's ticks
}

}  // namespace

std::vector<SegmentPart> GroupChoice::parts(std::size_t input, const Segment& segment,
                                            StageTimes& times) {
  open(input);
  segment_ = segment;
  looked_at_ = 0;
  if (!scout_) return {{segment}};
  const double cpu = thread_cpu_ms(), staged = times.total();
  std::vector<SegmentPart> parts;
  try {
    parts = choose(scout_->groups(segment), times);
  } catch (const Unshown&) {
    parts.clear();
  }
  times.decode += std::max(0.0, thread_cpu_ms() - cpu - (times.total() - staged));
  if (parts.empty()) return {{segment}};
  return parts;
}

std::vector<SegmentPart> GroupChoice::choose(const std::vector<PictureGroup>& groups,
                                             StageTimes& times) {
  const RunConfig& config = tools_.config;
  if (groups.empty() || dense(groups, detection_rate(config, config.cameras[*at_]))) return {};
  const std::vector<std::int64_t>& keyframes = scout_->keyframes();
  const std::vector<std::int64_t>& landmarks = scout_->landmarks();
  forget(keyframes.front());
  struct Group {
    bool decoded = false, looked_at = true;
  };
  std::vector<Group> chosen;
  std::size_t faceless = 0, untold = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool open_end = i + 1 >= keyframes.size();  // the recording's last: who came stays unseen
    const bool must =
        open_end || groups[i].busy || groups[i].end_s - groups[i].begin_s > kMostSeconds;
    if (scout_->sizes_tell() && (must || (groups[i].told && still_around(i, times)))) {
      faceless += !must;
      chosen.push_back({must, std::ranges::binary_search(landmarks, keyframes[i])});
      continue;
    }
    const bool face = face_at(i, times), motion = !face && moved(i, times);
    faceless += !face;
    untold += motion && !groups[i].busy;
    chosen.push_back({must || face || motion});
  }
  const bool blind = 2 * untold > faceless;
  std::vector<SegmentPart> parts;
  for (std::size_t i = 0; i < groups.size(); ++i)
    add(parts, groups[i], chosen[i].decoded || blind, chosen[i].looked_at);
  return parts;
}

/// Nothing moves at the landmarks around a group, and nobody is seen there.
bool GroupChoice::still_around(std::size_t group, StageTimes& times) {
  const std::vector<std::int64_t>&keyframes = scout_->keyframes(), &marks = scout_->landmarks();
  const auto behind = std::ranges::lower_bound(marks, keyframes[group + 1]);
  const auto from = std::ranges::upper_bound(marks, keyframes[group]);
  if (behind == marks.end() || from == marks.begin()) return false;
  const std::int64_t before = *std::prev(from);
  return !look(*behind, times).face && !look(before, times).face && alike(before, *behind, times);
}

// In an order that does not depend on what was seen before the segment, for a keyframe that cannot
// be shown is only found out by looking.
bool GroupChoice::face_at(std::size_t group, StageTimes& times) {
  const std::vector<std::int64_t>& keyframes = scout_->keyframes();
  const bool next = group + 1 < keyframes.size();
  return (next && look(keyframes[group + 1], times).face) || look(keyframes[group], times).face;
}

bool GroupChoice::moved(std::size_t group, StageTimes& times) {
  const std::vector<std::int64_t>& keyframes = scout_->keyframes();
  return group + 1 < keyframes.size() && !alike(keyframes[group], keyframes[group + 1], times);
}

bool GroupChoice::alike(std::int64_t first, std::int64_t second, StageTimes& times) {
  const chain::SmallLuma &before = look(first, times).luma, &now = look(second, times).luma;
  const bool comparable = before.width == now.width && before.height == now.height;
  return comparable && !chain::moved(before, now);
}

void GroupChoice::open(std::size_t input) {
  if (at_ == input) return;
  at_ = input;
  looks_.clear();
  scout_.reset();
  if (tools_.source) return;  // what the caller's own source shows is not what the file does
  const auto why = input_trouble(
      [&] { scout_ = video::Scout::open(tools_.config.cameras[input].input, tools_.stop); });
  if (why) scout_.reset();  // told by whoever reads it
}

/// What no group of a segment that begins at `before` needs.
void GroupChoice::forget(std::int64_t before) {
  const auto behind = std::ranges::upper_bound(scout_->landmarks(), before);
  if (behind != scout_->landmarks().begin()) before = *std::prev(behind);
  looks_.erase(looks_.begin(), looks_.lower_bound(before));
}

const GroupChoice::Look& GroupChoice::look(std::int64_t keyframe, StageTimes& times) {
  const chain::Masks& masks = tools_.masks[*at_];
  const auto see = [&](const Frame& frame) {
    Look& found = looks_[keyframe];
    chain::shrink(frame, masks, found.luma);
    found.face = chain_.sees_anyone(frame, tools_.width(*at_), masks, times);
  };
  if (!looks_.contains(keyframe) && !scout_->show(keyframe, see)) throw Unshown();
  Look& found = looks_[keyframe];
  if (keyframe >= segment_.begin && keyframe < segment_.end)
    looked_at_ += !std::exchange(found.counted, true);
  return found;
}

}  // namespace mien::recordings
