#include "stays/placing.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "stays/open_exposure.h"

namespace mien::audience {

namespace {

bool meets(const Played& one, const Exposure& stay) {
  return one.begin <= stay.end && one.end > stay.start &&
         (one.zone.empty() || one.zone == stay.zone);
}

/// The parts of one stay that go on, and those that ended.
class Cutter {
 public:
  explicit Cutter(const Exposure& seen) : seen_(seen), course_(*seen.course) {}

  void see(const std::string& content, Glance glance) {
    const WallTime now = seen_.start + glance.at;
    // As Observer does: nobody is away who was there a glance ago.
    end_before(std::min(now - course_.grace(), seen_.start + last_));
    last_ = glance.at;
    const auto part = std::ranges::find(open_, content, &OpenExposure::content);
    if (part == open_.end())
      open_.emplace_back(content, seen_.zone, now, glance);
    else
      part->observe(now, glance);
  }

  std::vector<Exposure> finish() {
    end_before(WallTime::max());
    std::ranges::stable_sort(done_, {}, &Exposure::start);
    return std::move(done_);
  }

 private:
  void end_before(WallTime limit) {
    for (const OpenExposure& part : open_)
      if (part.last_seen() < limit) end(part);
    std::erase_if(open_, [&](const OpenExposure& part) { return part.last_seen() < limit; });
  }

  void end(const OpenExposure& part) {
    if (part.lasted() < course_.least()) return;
    const int visit = seen_.visit + visits_[part.content()]++;
    done_.push_back(part.report(seen_.camera, visit));
    done_.back().recording = seen_.recording;
    done_.back().seen = seen_.seen;
  }

  const Exposure& seen_;
  const Course& course_;
  std::chrono::milliseconds last_{0};
  std::vector<OpenExposure> open_;
  std::map<std::string, int> visits_;
  std::vector<Exposure> done_;
};

/// Of a stay that nobody saw glance by glance.
Exposure placed_whole(Exposure stay, std::span<const Played> shown, bool* uncut) {
  const Played* first = played_at(shown, stay.start, stay.zone);
  const bool all_the_time =
      first && first->end > stay.end && played_at(shown, stay.end, stay.zone) == first;
  const bool changes = std::ranges::any_of(
      shown, [&](const Played& one) { return meets(one, stay) && one.content != stay.content; });
  if (all_the_time)
    stay.content = first->content;
  else if (uncut && changes)
    *uncut = true;
  return stay;
}

}  // namespace

const Played* played_at(std::span<const Played> shown, WallTime time, std::string_view zone) {
  const Played* best = nullptr;
  const auto rank = [](const Played& one) {
    return std::tuple(!one.zone.empty(), one.begin, WallTime::max() - one.end);
  };
  for (const Played& one : shown) {
    if (one.begin > time || one.end <= time || (!one.zone.empty() && one.zone != zone)) continue;
    if (!best || rank(one) > rank(*best)) best = &one;
  }
  return best;
}

std::vector<Exposure> placed(const Exposure& seen, std::span<const Played> shown, bool* uncut) {
  std::vector<Played> own;
  for (const Played& one : shown)
    if (meets(one, seen)) own.push_back(one);
  if (!seen.course) return {own.empty() ? seen : placed_whole(seen, own, uncut)};
  Cutter cutter(seen);
  for (const Glance& glance : seen.course->glances()) {
    const Played* now = played_at(own, seen.start + glance.at, seen.zone);
    cutter.see(now ? now->content : seen.content, glance);
  }
  return cutter.finish();
}

}  // namespace mien::audience
