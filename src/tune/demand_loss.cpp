#include "tune/demand_loss.h"

#include <algorithm>

namespace mien::tune {

namespace {

constexpr double kFacesKept = 0.99, kSightsAlike = 0.95, kStaysAlike = 0.97;
constexpr double kShortTrack = 1;  // seconds

using Votes = std::map<std::string, int>;

struct Followed {
  double first = 0, last = 0;
  bool found = false;
  Votes whole, seen;
};

bool is_known(const std::string& label) { return !label.empty() && label != "unknown"; }

std::string commonest(const Votes& votes) {
  return std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; })->first;
}

double share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 1;
}

void compare_labels(const std::string& whole, const std::string& seen, Followed& track,
                    DemandLoss& loss) {
  if (!is_known(whole) || !is_known(seen)) return;
  ++loss.sights;
  loss.sights_alike += whole == seen;
  ++track.whole[whole];
  ++track.seen[seen];
}

void add(const SeenFrame& whole, const SeenFrame& seen, std::map<std::int64_t, Followed>& tracks,
         DemandLoss& loss) {
  std::map<std::size_t, std::size_t> matches;
  for (const auto& [one, other] : matched(whole, seen)) matches.emplace(one, other);
  for (std::size_t i = 0; i < whole.faces.size(); ++i) {
    const SeenFace& face = whole.faces[i];
    Followed& track =
        tracks.try_emplace(face.track, Followed{.first = whole.seconds}).first->second;
    track.last = whole.seconds;
    ++loss.faces;
    const auto match = matches.find(i);
    if (match == matches.end()) continue;
    ++loss.found;
    track.found = true;
    compare_labels(face.label, seen.faces[match->second].label, track, loss);
  }
}

void add(const Followed& track, DemandLoss& loss) {
  ++loss.tracks;
  if (!track.found) {
    ++loss.missed;
    loss.longest_missed = std::max(loss.longest_missed, track.last - track.first);
  }
  if (track.whole.empty()) return;
  ++loss.stays;
  loss.stays_alike += commonest(track.whole) == commonest(track.seen);
}

}  // namespace

DemandLoss& DemandLoss::operator+=(const DemandLoss& other) {
  faces += other.faces;
  found += other.found;
  tracks += other.tracks;
  missed += other.missed;
  longest_missed = std::max(longest_missed, other.longest_missed);
  sights += other.sights;
  sights_alike += other.sights_alike;
  stays += other.stays;
  stays_alike += other.stays_alike;
  return *this;
}

bool DemandLoss::bearable() const {
  return tracks > 0 && share(found, faces) >= kFacesKept &&
         (missed == 0 || longest_missed < kShortTrack) &&
         share(sights_alike, sights) >= kSightsAlike && share(stays_alike, stays) >= kStaysAlike;
}

DemandLoss loss_of(const Seen& whole, const Seen& seen) {
  DemandLoss loss;
  for (std::size_t input = 0; input < whole.size(); ++input) {
    std::map<std::int64_t, Followed> tracks;
    for (const auto& [key, frame] : whole[input]) {
      const auto other = seen.at(input).find(key);
      add(frame, other != seen[input].end() ? other->second : SeenFrame{}, tracks, loss);
    }
    tracks.erase(0);  // of approaches that follow nobody
    for (const auto& [number, track] : tracks) add(track, loss);
  }
  return loss;
}

}  // namespace mien::tune
