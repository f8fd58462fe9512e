#include "bench/live_watch.h"

#include <gtest/gtest.h>

namespace mien::bench {
namespace {

// 15 frames a second, results 20 ms after they are due.
LiveWatch watched(double pace, double late_every = 0) {
  LiveWatch watch(1, 15);
  for (int i = 0; i < 15 * 10; ++i) {
    const double due = i / 15.0;
    watch.result(0, due,
                 1000 + 1000 * due / pace + 20 + (late_every && i % 20 == 0 ? late_every : 0));
  }
  return watch;
}

TEST(LiveWatch, APacedCameraHoldsItsRate) {
  const auto verdict = watched(1).verdict(20);
  EXPECT_NEAR(verdict.min_fps, 15, 0.1);
  EXPECT_NEAR(verdict.p99_ms, 20, 2);
  EXPECT_GE(verdict.windows, 3);
}

TEST(LiveWatch, ABacklogThatGrowsIsSeenInPaceAndLateness) {
  const auto verdict = watched(0.8).verdict(20);
  EXPECT_NEAR(verdict.min_fps, 12, 0.3);
  EXPECT_GT(verdict.p99_ms, 1500);
}

TEST(LiveWatch, HiccupsShowInTheNinetyNinth) { EXPECT_GT(watched(1, 300).verdict(20).p99_ms, 250); }

TEST(LiveWatch, ASilentCameraFails) {
  LiveWatch watch(2, 15);
  for (int i = 0; i < 150; ++i) watch.result(0, i / 15.0, 1000 * i / 15.0);
  EXPECT_EQ(watch.verdict(1).min_fps, 0);
  watch.result(1, 0, 100);
  EXPECT_EQ(watch.verdict(1).min_fps, 0);
}

}  // namespace
}  // namespace mien::bench
