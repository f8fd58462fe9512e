#include "eval/track/compare.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "eval/track/answers.h"
#include "eval/track/moments.h"

namespace mien::eval {
namespace {

/// How many frames a person and a track share, and the sum of their IoUs there.
struct Shared {
  std::int64_t frames = 0;
  double overlap = 0;
};

class TruthComparison {
 public:
  TruthComparison(const TrackTruth& truth, const SeenTracks& tracks)
      : truth_(truth), tracks_(tracks), answers_(truth) {}

  void see(std::int64_t frame, TruthMoment& moment) {
    drop_ignored(moment);
    for (const OwnBox& person : moment.truth) {
      auto& [first, last] = stays_.try_emplace(person.owner, frame, frame).first->second;
      last = frame;
      for (const SeenBox& seen : moment.seen) share(person, seen.box);
    }
    for (const SeenBox& seen : moment.seen) seen_tracks_.insert(seen.box.owner);
    follow(frame, moment);
    tally_.truth_faces += static_cast<std::int64_t>(moment.truth.size());
    tally_.seen_faces += static_cast<std::int64_t>(moment.seen.size());
  }

  TrackTally finish() {
    tally_.people = static_cast<std::int64_t>(stays_.size());
    tally_.tracks = static_cast<std::int64_t>(seen_tracks_.size());
    pair_identities();
    answers_.finish(tally_);
    return tally_;
  }

 private:
  static std::vector<OwnBox> boxes_of(const std::vector<SeenBox>& seen) {
    std::vector<OwnBox> boxes;
    for (const SeenBox& box : seen) boxes.push_back(box.box);
    return boxes;
  }

  /// Boxes of tracks that lie on faces which need not be found are neither right nor wrong.
  void drop_ignored(TruthMoment& moment) {
    if (moment.ignored.empty() || moment.seen.empty()) return;
    std::vector<OwnBox> all = moment.truth;
    all.insert(all.end(), moment.ignored.begin(), moment.ignored.end());
    const auto& partners = pairing_.pair(all, boxes_of(moment.seen));
    std::vector<bool> dropped(moment.seen.size());
    for (std::size_t i = moment.truth.size(); i < all.size(); ++i)
      if (partners[i]) dropped[*partners[i]] = true;
    std::vector<SeenBox> left;
    for (std::size_t i = 0; i < dropped.size(); ++i)
      if (!dropped[i]) left.push_back(moment.seen[i]);
    moment.seen = std::move(left);
  }

  void share(const OwnBox& person, const OwnBox& seen) {
    const double overlap = iou(person.box, seen.box);
    if (overlap < kLeastIou) return;
    Shared& shared = shared_[{person.owner, seen.owner}];
    ++shared.frames;
    shared.overlap += overlap;
  }

  /// Who was paired before stays paired while the boxes overlap enough; the others are paired anew.
  void follow(std::int64_t frame, const TruthMoment& moment) {
    std::vector<OwnBox> open_truth, open_seen;
    std::set<std::int64_t> kept;
    for (const OwnBox& person : moment.truth) {
      const SeenBox* same = partner_before(person, moment);
      if (!same) {
        open_truth.push_back(person);
        continue;
      }
      kept.insert(same->box.owner);
      match(frame, person.owner, *same);
    }
    std::vector<const SeenBox*> rest;
    for (const SeenBox& seen : moment.seen) {
      if (kept.contains(seen.box.owner)) continue;
      rest.push_back(&seen);
      open_seen.push_back(seen.box);
    }
    const auto& partners = pairing_.pair(open_truth, open_seen);
    for (std::size_t i = 0; i < open_truth.size(); ++i)
      if (partners[i]) match(frame, open_truth[i].owner, *rest[*partners[i]]);
  }

  const SeenBox* partner_before(const OwnBox& person, const TruthMoment& moment) const {
    const auto before = last_track_.find(person.owner);
    if (before == last_track_.end()) return nullptr;
    for (const SeenBox& seen : moment.seen)
      if (seen.box.owner == before->second)
        return iou(person.box, seen.box.box) >= kLeastIou ? &seen : nullptr;
    return nullptr;
  }

  void match(std::int64_t frame, std::int64_t person, const SeenBox& seen) {
    const auto [before, is_first] = last_track_.try_emplace(person, seen.box.owner);
    if (!is_first && before->second != seen.box.owner) ++tally_.switches;
    before->second = seen.box.owner;
    ++tally_.found;
    if (seen.sight) answers_.judge(frame, person, *seen.sight, tally_);
  }

  /// One track for each person, so that the frames they share are most (IDTP); and their stays.
  void pair_identities() {
    const std::vector<std::int64_t> tracks(seen_tracks_.begin(), seen_tracks_.end());
    std::vector<double> costs;
    for (const auto& [person, stay] : stays_) {
      for (const std::int64_t track : tracks) {
        const Shared shared = shared_between(person, track);
        costs.push_back(-(static_cast<double>(shared.frames) +
                          1e-6 * shared.overlap));  // equal frames: the closer one
      }
    }
    std::size_t row = 0;
    track::Assigner assigner;
    const auto columns = tracks.empty() ? std::span<const int>()
                                        : assigner.solve(costs, stays_.size(), tracks.size());
    for (const auto& [person, stay] : stays_) {
      const int column = columns.empty() ? track::Assigner::kUnpaired : columns[row++];
      const bool paired = column != track::Assigner::kUnpaired;
      const std::int64_t track = paired ? tracks[static_cast<std::size_t>(column)] : 0;
      const std::int64_t frames = paired ? shared_between(person, track).frames : 0;
      tally_.same_identity += frames;
      if (frames == 0) ++tally_.missed;
      const double truly = static_cast<double>(stay.second - stay.first) / truth_.fps;
      tally_.dwell_errors.push_back(frames > 0 ? std::abs(tracks_.at(track).dwell_s - truly)
                                               : truly);
    }
  }

  Shared shared_between(std::int64_t person, std::int64_t track) const {
    const auto found = shared_.find({person, track});
    return found == shared_.end() ? Shared{} : found->second;
  }

  const TrackTruth& truth_;
  const SeenTracks& tracks_;
  Answers answers_;
  Pairing pairing_;
  TrackTally tally_;
  std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>>
      stays_;                                        ///< first and last frame that counts
  std::map<std::int64_t, std::int64_t> last_track_;  ///< by person
  std::map<std::pair<std::int64_t, std::int64_t>, Shared> shared_;  ///< by person and track
  std::set<std::int64_t> seen_tracks_;
};

}  // namespace

TrackTally compare_tracks(const TrackTruth& truth, const SeenTracks& tracks, double fill_s) {
  TruthComparison comparison(truth, tracks);
  auto moments = moments_of(truth, tracks, fill_s);
  for (auto& [frame, moment] : moments) comparison.see(frame, moment);
  return comparison.finish();
}

}  // namespace mien::eval
