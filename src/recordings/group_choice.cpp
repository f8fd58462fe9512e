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
  if (scout_->goes_on(segment) && !looks_.empty())
    looks_.erase(looks_.begin(), looks_.end() - 1);
  else
    looks_.clear();
  const double cpu = thread_cpu_ms(), staged = times.total();
  const std::vector<PictureGroup> groups =
      scout_->groups(segment, [&](const Frame& frame) { looks_.push_back(look(frame, times)); });
  times.decode += std::max(0.0, thread_cpu_ms() - cpu - (times.total() - staged));
  if (groups.empty()) {
    looks_.clear();
    return {{segment}};
  }
  std::vector<bool> decoded;
  std::size_t faceless = 0, untold = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool next = i + 1 < looks_.size();
    const bool face = looks_[i].face || (next && looks_[i + 1].face);
    const bool moved = next && looks_[i + 1].moved;
    faceless += !face;
    untold += !face && moved && !groups[i].busy;
    decoded.push_back(face || moved || groups[i].busy ||
                      groups[i].end_s - groups[i].begin_s > kMostSeconds);
  }
  const bool blind = 2 * untold > faceless;
  std::vector<SegmentPart> parts;
  for (std::size_t i = 0; i < groups.size(); ++i) add(parts, groups[i], decoded[i] || blind);
  return parts;
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

GroupChoice::Look GroupChoice::look(const Frame& frame, StageTimes& times) {
  const chain::Masks& masks = tools_.masks[*at_];
  chain::shrink(frame, masks, now_);
  const bool comparable =
      !looks_.empty() && before_.width == now_.width && before_.height == now_.height;
  Look found{.moved = !comparable || chain::moved(before_, now_)};
  std::swap(before_, now_);
  found.face = chain_.sees_anyone(frame, tools_.width(*at_), masks, times);
  return found;
}

}  // namespace mien::recordings
