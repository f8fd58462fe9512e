#include "eval/track/moments.h"

#include <iterator>

namespace mien::eval {
namespace {

Rectangle between(const Rectangle& a, const Rectangle& b, double share) {
  return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share, a.w + (b.w - a.w) * share,
          a.h + (b.h - a.h) * share};
}

Rectangle in_pixels(const Rectangle& box, const TrackTruth& truth) {
  return {box.x * truth.width, box.y * truth.height, box.w * truth.width, box.h * truth.height};
}

void add_track(std::int64_t id, const SeenTrack& track, const TrackTruth& truth, double most_frames,
               std::map<std::int64_t, TruthMoment>& moments) {
  for (auto here = track.sights.begin(); here != track.sights.end(); ++here) {
    const auto& [frame, sight] = *here;
    const Rectangle box = in_pixels(sight.box, truth);
    moments[frame].seen.push_back({{id, box}, &sight});
    const auto next = std::next(here);
    if (next == track.sights.end()) continue;
    const std::int64_t gap = next->first - frame;
    if (static_cast<double>(gap) > most_frames) continue;
    const Rectangle to = in_pixels(next->second.box, truth);
    for (std::int64_t step = 1; step < gap; ++step) {
      const double share = static_cast<double>(step) / static_cast<double>(gap);
      moments[frame + step].seen.push_back({{id, between(box, to, share)}, nullptr});
    }
  }
}

}  // namespace

std::map<std::int64_t, TruthMoment> moments_of(const TrackTruth& truth, const SeenTracks& tracks,
                                               double fill_s) {
  std::map<std::int64_t, TruthMoment> moments;
  for (const auto& [id, person] : truth.people) {
    for (const auto& [frame, known] : person.boxes) {
      TruthMoment& moment = moments[frame];
      auto& list = known.visible >= kLeastVisible ? moment.truth : moment.ignored;
      list.push_back({id, clipped(known.box, truth.width, truth.height)});
    }
  }
  for (const auto& [id, track] : tracks) add_track(id, track, truth, fill_s * truth.fps, moments);
  return moments;
}

}  // namespace mien::eval
