#include "base/sampler.h"

#include <vector>

#include <gtest/gtest.h>

namespace mien {
namespace {

std::vector<int> picked(Sampler sampler, const std::vector<double>& times, int offset = 0) {
  std::vector<int> indices;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (sampler.due(times[i])) indices.push_back(static_cast<int>(i) + offset);
  return indices;
}

std::vector<double> times_at(double fps, int frames) {
  std::vector<double> times;
  for (int i = 0; i < frames; ++i) times.push_back(i / fps);
  return times;
}

TEST(Sampler, ZeroMeansEveryFrame) {
  EXPECT_EQ(picked(Sampler(0, 25), times_at(25, 10)).size(), 10u);
}

TEST(Sampler, FiveOfTwentyFive) {
  EXPECT_EQ(picked(Sampler(5, 25), times_at(25, 25)), (std::vector<int>{0, 5, 10, 15, 20}));
}

TEST(Sampler, MoreThanTheStreamHasIsEveryFrame) {
  EXPECT_EQ(picked(Sampler(60, 25), times_at(25, 50)).size(), 50u);
}

// Cut anywhere, the picked frames are the same: otherwise results would depend on the cuts.
TEST(Sampler, CutsDoNotChangeWhatIsPicked) {
  for (const double fps : {23.976, 25.0, 29.97, 30.0, 120.0}) {
    const auto times = times_at(fps, 400);
    const auto whole = picked(Sampler(5, fps), times);
    for (int cut = 1; cut < 400; cut += 7) {
      auto parts = picked(Sampler(5, fps), {times.begin(), times.begin() + cut});
      const auto rest = picked(Sampler(5, fps), {times.begin() + cut, times.end()}, cut);
      parts.insert(parts.end(), rest.begin(), rest.end());
      EXPECT_EQ(parts, whole) << fps << " fps cut at " << cut;
    }
  }
}

TEST(Sampler, CountsWhatItWouldPick) {
  for (const double fps : {4.0, 23.976, 25.0, 29.97, 120.0})
    for (const double wished : {0.0, 5.0, 12.5}) {
      const auto times = times_at(fps, 400);
      for (std::size_t begin = 0; begin < 400; begin += 7)
        for (std::size_t end = begin + 1; end < 400; end += 31) {
          const Sampler sampler(wished, fps);
          const auto at = times.begin();
          const auto due = picked(sampler, {at + static_cast<std::ptrdiff_t>(begin),
                                            at + static_cast<std::ptrdiff_t>(end)});
          EXPECT_EQ(sampler.due_of(static_cast<std::int64_t>(end - begin), times[begin] - 1 / fps,
                                   times[end - 1]),
                    std::ssize(due))
              << fps << ", " << wished << ": " << begin << " to " << end;
        }
    }
}

TEST(Sampler, UnknownRateStartsWithTheFirstFrame) {
  EXPECT_EQ(picked(Sampler(5, 0), {0.07, 0.09, 0.21}), (std::vector<int>{0, 2}));
}

}  // namespace
}  // namespace mien
