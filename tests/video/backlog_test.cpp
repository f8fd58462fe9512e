// How late a camera is read, by what had to be waited for.
#include "video/backlog.h"

#include <cmath>

#include <gtest/gtest.h>

namespace mien::video {
namespace {

constexpr double kFrameMs = 40;

TEST(Backlog, WhoWaitsForEachPacketIsNotBehindWhateverTheClocks) {
  Backlog backlog(0);
  for (int i = 0; i < 1000; ++i) {
    backlog.add(500 + 0.039 * i, kFrameMs * i + 30 * (i % 3), true);
    EXPECT_EQ(backlog.behind_ms(), 0);
    EXPECT_FALSE(backlog.opening());
  }
}

// Each takes 50 ms, and one comes every 40.
TEST(Backlog, WhoIsTooSlowGetsBehindAndCatchesUpByReadingAlone) {
  Backlog backlog(0);
  backlog.add(7, 100, true);
  int i = 1;
  for (; i <= 100; ++i) {
    backlog.add(7 + 0.04 * i, 100 + 50 * i, false);
    EXPECT_NEAR(backlog.behind_ms(), 10 * i, 1e-6);
  }
  const double now = 100 + 50 * 100;
  for (; i <= 125; ++i) backlog.add(7 + 0.04 * i, now, false);
  EXPECT_NEAR(backlog.behind_ms(), 0, 1e-6);
  backlog.add(7 + 0.04 * i, now + 40, true);
  EXPECT_EQ(backlog.behind_ms(), 0);
}

// Of Wi-Fi, say: three in a burst, and then nothing for a while.
TEST(Backlog, BurstsAreNotLate) {
  Backlog backlog(0);
  for (int i = 0; i < 90; ++i) {
    backlog.add(0.04 * i, 120 * (i / 3 + 1), i % 3 == 0);
    EXPECT_EQ(backlog.behind_ms(), 0) << i;
  }
}

TEST(Backlog, LeapsAndMissingClocksAreNoDelay) {
  Backlog backlog(0);
  backlog.add(100, 0, true);
  backlog.add(100.04, 40, false);
  backlog.add(3700, 80, false);
  EXPECT_EQ(backlog.behind_ms(), 0);
  backlog.add(20, 120, false);
  EXPECT_EQ(backlog.behind_ms(), 0);
  for (int i = 0; i < 10; ++i) backlog.add(std::nan(""), 200 + 100 * i, false);
  EXPECT_EQ(backlog.behind_ms(), 0);
}

TEST(Backlog, WhatWasSentBeforeAnybodyReadIsTheOpening) {
  Backlog backlog(1000);
  EXPECT_FALSE(backlog.opening()) << "nothing came";
  for (int i = 0; i < 5; ++i) {
    backlog.add(0.04 * i, 1000 + i, false);
    EXPECT_TRUE(backlog.opening());
  }
  backlog.add(0.2, 1040, true);
  EXPECT_FALSE(backlog.opening());
  backlog.add(0.24, 1041, false);
  EXPECT_FALSE(backlog.opening()) << "once only";

  Backlog endless(1000);
  for (int i = 0; i < 30; ++i) endless.add(0.04 * i, 1000 + 40 * i, false);
  EXPECT_FALSE(endless.opening()) << "not for more than a second";
}

}  // namespace
}  // namespace mien::video
