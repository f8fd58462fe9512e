#include "video/stillness.h"

#include <algorithm>

#include "video/size_alarm.h"

namespace mien::video {

namespace {

constexpr double kWindowSeconds = SizeAlarm::kWindowMs / 1e3;
constexpr double kWindowPackets = SizeAlarm::kWindowPackets;
constexpr double kBusy = SizeAlarm::kBusy;
constexpr int kLeastPackets = 3;  ///< of a window that says anything
/// Of groups, the quietest quarter knows what stillness needs: the very quietest is chance.
constexpr std::size_t kQuietShare = 4;
/// Of a keyframe: somebody who moves needs about so much a picture. Where stillness needs more, for
/// noise is coded or the rate is held, nobody can be told from it.
constexpr double kLargestQuiet = 1.0 / 20;
/// Where sizes tell nothing, so short a group is judged by its keyframes alone.
constexpr double kBlindSeconds = 2.1;

/// The element that `1 / share` of the others are not larger than.
double small_one(std::vector<double>& values, std::size_t share) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / share);
  std::ranges::nth_element(values, at);
  return *at;
}

}  // namespace

// Half a picture less: times are rounded.
PacketWindows::PacketWindows(double fps)
    : seconds_(std::max(kWindowSeconds, fps > 0 ? (kWindowPackets - 0.5) / fps : 0)) {}

void PacketWindows::add(std::size_t group, double now, int bytes) {
  const bool same = !windows_.empty() && windows_.back().group == group &&
                    now < windows_.back().begin_s + seconds_;
  if (!same) {
    const bool first = windows_.empty() || windows_.back().group != group;
    windows_.push_back({group, first ? 0 : windows_.back().place + 1, now, 0, 0});
  }
  windows_.back().bytes += bytes;
  ++windows_.back().packets;
}

Stillness PacketWindows::stillness(std::vector<double> keyframes) const {
  std::vector<std::vector<double>> sizes;
  for (const Window& window : windows_) {
    sizes.resize(std::max(sizes.size(), window.place + 1));
    if (window.packets >= kLeastPackets) sizes[window.place].push_back(window.mean());
  }
  Stillness still;
  for (std::vector<double>& place : sizes)
    still.bytes.push_back(place.empty() ? 0 : small_one(place, kQuietShare));
  std::vector<double> known = still.bytes;
  std::erase(known, 0);
  still.tells = known.empty() || keyframes.empty() ||
                small_one(known, 2) <= kLargestQuiet * small_one(keyframes, 2);
  return still;
}

void PacketWindows::judge(std::vector<PictureGroup>& groups, const Stillness& still) const {
  for (PictureGroup& group : groups)
    group.busy = !still.tells && group.end_s - group.begin_s > kBlindSeconds;
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    const Window& window = windows_[i];
    PictureGroup& group = groups[window.group];
    const bool last = i + 1 == windows_.size() || windows_[i + 1].group != window.group;
    const bool known = window.packets >= kLeastPackets && window.place < still.bytes.size();
    // The last one may be what is left of a window.
    if (known || !last || window.place == 0)
      group.told = known && (window.place == 0 || group.told);
    if (known && window.mean() > kBusy * still.bytes[window.place]) group.busy = true;
  }
}

}  // namespace mien::video
