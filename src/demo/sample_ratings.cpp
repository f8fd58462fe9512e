#include "demo/sample_ratings.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/crew.h"

namespace mien::demo {

namespace {

constexpr double kSpread = 0.8;  // of answers around what the faces say
constexpr std::chrono::milliseconds kShortest{1000}, kLongest{4000};

}  // namespace

void SampleRatings::run(std::stop_token stop) {
  std::uniform_int_distribution<int> pause(kShortest.count(), kLongest.count());
  while (!stop.stop_requested()) {
    nap(stop, std::chrono::milliseconds(pause(engine_)));
    if (!stop.stop_requested()) rate();
  }
}

void SampleRatings::rate() {
  const auto tallies = tallies_.recent();
  if (tallies.empty()) return;
  std::normal_distribution<double> noise(0, kSpread);
  std::vector<audience::Rating> ratings;
  for (const audience::ContentTally& content : tallies.back().contents) {
    if (content.figures.suppressed() || !content.figures->valence || engine_() % 2 == 0) continue;
    const double answer = std::round(3 + 2 * *content.figures->valence + noise(engine_));
    ratings.push_back({.content = content.content,
                       .time = wall_now(),
                       .value = std::clamp(answer, 1.0, 5.0),
                       .source = "sample",
                       .source_row = fmt::format("{:08x}{:08x}{:08x}{:08x}", engine_(), engine_(),
                                                 engine_(), engine_())});
  }
  // A full queue: these customers do without.
  if (!ratings.empty()) (void)desk_.hand_in(std::move(ratings), [](const auto&, const Error*) {});
}

}  // namespace mien::demo
