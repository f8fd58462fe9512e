#include "recordings/group_choice.h"

#include <algorithm>
#include <utility>

#include "mien/error.h"

#include "base/clock.h"

namespace mien::recordings {

namespace {

using video::PictureGroup;

void add(std::vector<SegmentPart>& parts, const PictureGroup& group, bool decoded) {
  if (decoded && !parts.empty() && parts.back().decoded)
    parts.back().span.end = group.span.end;
  else
    parts.push_back({group.span, decoded, group.packets, group.end_s});
}

}  // namespace

std::vector<SegmentPart> GroupChoice::parts(std::size_t input, const Segment& segment,
                                            StageTimes& times) {
  open(input);
  if (!scout_) return {{segment}};
  const double cpu = thread_cpu_ms(), staged = times.total();
  std::vector<SegmentPart> parts;
  try {
    begin(segment);
    parts = choose(scout_->groups(segment), times);
  } catch (const Unshown&) {
    parts.clear();
  }
  times.decode += std::max(0.0, thread_cpu_ms() - cpu - (times.total() - staged));
  if (!parts.empty()) return parts;
  looks_.clear();
  return {{segment}};
}

// A look at the keyframe behind the last segment is one at the first of this.
void GroupChoice::begin(const Segment& segment) {
  std::optional<Look> first;
  if (scout_->goes_on(segment) && looks_.size() > 1) first = std::move(looks_.back());
  looks_.clear();
  looks_.push_back(std::move(first));
}

std::vector<SegmentPart> GroupChoice::choose(const std::vector<PictureGroup>& groups,
                                             StageTimes& times) {
  looks_.resize(std::max<std::size_t>(1, scout_->keyframes()));
  std::vector<bool> decoded;
  std::size_t faceless = 0, untold = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool face = face_at(i, times), motion = !face && moved(i, times);
    faceless += !face;
    untold += motion && !groups[i].busy;
    const bool open_end = i + 1 >= looks_.size();  // the recording's last: who came stays unseen
    decoded.push_back(face || motion || open_end || groups[i].busy ||
                      groups[i].end_s - groups[i].begin_s > kMostSeconds);
  }
  const bool blind = 2 * untold > faceless;
  std::vector<SegmentPart> parts;
  for (std::size_t i = 0; i < groups.size(); ++i) add(parts, groups[i], decoded[i] || blind);
  return parts;
}

// In an order that does not depend on what was seen before the segment, for a keyframe that cannot
// be shown is only found out by looking.
bool GroupChoice::face_at(std::size_t group, StageTimes& times) {
  const bool next = group + 1 < looks_.size();
  return (next && look(group + 1, times).face) || look(group, times).face;
}

bool GroupChoice::moved(std::size_t group, StageTimes& times) {
  if (group + 1 >= looks_.size()) return false;
  const chain::SmallLuma &before = look(group, times).luma, &now = look(group + 1, times).luma;
  const bool comparable = before.width == now.width && before.height == now.height;
  return !comparable || chain::moved(before, now);
}

void GroupChoice::open(std::size_t input) {
  if (at_ == input) return;
  at_ = input;
  looks_.clear();
  try {
    scout_ = video::Scout::open(tools_.config.cameras[input].input);
  } catch (const Error& error) {  // told by whoever reads it
    if (error.kind() != ErrorKind::input) throw;
    scout_.reset();
  }
}

const GroupChoice::Look& GroupChoice::look(std::size_t keyframe, StageTimes& times) {
  if (looks_[keyframe]) return *looks_[keyframe];
  const chain::Masks& masks = tools_.masks[*at_];
  const bool shown = scout_->show(keyframe, [&](const Frame& frame) {
    Look& found = looks_[keyframe].emplace();
    chain::shrink(frame, masks, found.luma);
    found.face = chain_.sees_anyone(frame, tools_.width(*at_), masks, times);
  });
  if (!shown) throw Unshown();
  return *looks_[keyframe];
}

}  // namespace mien::recordings
