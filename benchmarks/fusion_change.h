#pragma once
/// \file How steadily, and how late, the tracker shows what a face shows.

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include <fmt/core.h>

#include "track/smoothing.h"
#include "track/trackers.h"

namespace mien::bench {

/// The label shown after each of these frames, `fps` a second; nothing where one was not read. All
/// are taken for one person, who stays where they are.
inline std::vector<std::optional<Emotion>> shown(std::span<const Face> faces, double fps) {
  const auto tracker = track::make_tracker();
  FrameResult result;
  std::vector<std::optional<Emotion>> labels;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    result.frame = {static_cast<std::int64_t>(i), static_cast<double>(i) / fps, 1280, 720};
    result.faces = {faces[i]};
    result.faces[0].detection = faces[0].detection;
    tracker->update(result);
    const Expression& smoothed = result.faces[0].expression;
    labels.push_back(track::is_readable(smoothed) ? std::optional(smoothed.label) : std::nullopt);
  }
  return labels;
}

/// Gathers clips of faces that do not change, and joins them to such as change in the middle.
class Changes {
 public:
  explicit Changes(double fps) : fps_(fps) {}

  /// `whole`: what all of its frames together were read as.
  void add(std::span<const Face> clip, Emotion truth, Emotion whole) {
    std::optional<Emotion> last;
    for (const auto& label : shown(clip, fps_)) {
      if (!label) continue;
      flips_ += last && *last != *label ? 1 : 0;
      last = label;
    }
    seconds_ += static_cast<double>(clip.size()) / fps_;
    if (whole != truth) return;  // late or never: a misreading, not a delay
    const auto half = clip.first(clip.size() / 2);
    if (!before_.empty() && truth != before_truth_) join(half, truth);
    before_.assign(half.begin(), half.end());
    before_truth_ = truth;
  }

  void print() {
    if (delays_.empty()) return;
    std::ranges::sort(delays_);
    const auto at = [&](double share) {
      return 1000 *
             delays_[static_cast<std::size_t>(share * static_cast<double>(delays_.size() - 1))];
    };
    const auto early = std::ranges::count_if(delays_, [](double s) { return s < 0.6 + 1e-9; });
    fmt::print(
        "\nFrom the last frame before a change to the first that is labelled with the new "
        "expression: median {:.0f} ms, nine of ten within {:.0f} ms; {:.0f} % within 600 ms "
        "({} changes).\nWhere nothing changes, the label does {:.1f} times a minute.\n",
        at(0.5), at(0.9), 100.0 * static_cast<double>(early) / static_cast<double>(delays_.size()),
        delays_.size(), 60 * static_cast<double>(flips_) / seconds_);
  }

 private:
  void join(std::span<const Face> after, Emotion truth) {
    std::vector<Face> both = before_;
    both.insert(both.end(), after.begin(), after.end());
    const auto labels = shown(both, fps_);
    const auto change = labels.begin() + static_cast<std::ptrdiff_t>(before_.size());
    const auto seen = std::find(change, labels.end(), std::optional(truth));
    delays_.push_back(static_cast<double>(seen - change + 1) / fps_);
  }

  double fps_, seconds_ = 0;
  std::int64_t flips_ = 0;
  std::vector<Face> before_;
  Emotion before_truth_ = Emotion::unknown;
  std::vector<double> delays_;
};

}  // namespace mien::bench
