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
    backlog.add(500 + 0.039 * i, kFrameMs * i + 30 * (i % 3), 20);
    EXPECT_EQ(backlog.behind_ms(), 0);
    EXPECT_FALSE(backlog.opening());
  }
}

// Each takes 50 ms, and one comes every 40.
TEST(Backlog, WhoIsTooSlowGetsBehindAndCatchesUpByReadingAlone) {
  Backlog backlog(0);
  backlog.add(7, 100, 40);
  int i = 1;
  for (; i <= 120; ++i) {
    backlog.add(7 + 0.04 * i, 100 + 50 * i,
                i % 7 == 0 ? 3 : 0);  // at times, the rest of a large picture
    EXPECT_NEAR(backlog.behind_ms(), 10 * i, 1e-6);
    EXPECT_EQ(backlog.loses(), i > 110) << i;
  }
  const double now = 100 + 50 * 120;
  for (; i <= 150; ++i) backlog.add(7 + 0.04 * i, now, 0);
  EXPECT_NEAR(backlog.behind_ms(), 0, 1e-6);
  EXPECT_FALSE(backlog.loses());
  backlog.add(7 + 0.04 * i, now + 40, 40);
  EXPECT_EQ(backlog.behind_ms(), 0);
}

// Of a thread that was stopped, or a camera that wakes: it decodes faster than pictures come.
TEST(Backlog, WhoCatchesUpLosesNothing) {
  Backlog backlog(0);
  backlog.add(0, 0, 40);
  for (int i = 1; i <= 80; ++i) {
    backlog.add(0.04 * i, 2000 + 25 * i, 0);
    EXPECT_NEAR(backlog.behind_ms(), 2000 - 15 * i, 1e-6);
    EXPECT_FALSE(backlog.loses()) << i;
  }
}

// Of Wi-Fi, say: three in a burst, and then nothing for a while.
TEST(Backlog, BurstsAreNotLate) {
  Backlog backlog(0);
  for (int i = 0; i < 90; ++i) {
    backlog.add(0.04 * i, 120 * (i / 3 + 1), i % 3 == 0 ? 120 : 0);
    EXPECT_EQ(backlog.behind_ms(), 0) << i;
  }
}

TEST(Backlog, LeapsAndMissingClocksAreNoDelay) {
  Backlog backlog(0);
  backlog.add(100, 0, 40);
  backlog.add(100.04, 40, 0);
  backlog.add(3700, 80, 0);
  EXPECT_EQ(backlog.behind_ms(), 0);
  backlog.add(20, 120, 0);
  EXPECT_EQ(backlog.behind_ms(), 0);
  backlog.add(18.5, 160, 0);
  EXPECT_EQ(backlog.behind_ms(), 0);
  for (int i = 0; i < 10; ++i) backlog.add(std::nan(""), 200 + 100 * i, 0);
  EXPECT_EQ(backlog.behind_ms(), 0);
}

TEST(Backlog, WhatWasSentBeforeAnybodyReadIsTheOpening) {
  Backlog backlog(1000);
  EXPECT_FALSE(backlog.opening()) << "nothing came";
  for (int i = 0; i < 5; ++i) {
    backlog.add(0.04 * i, 1000 + i, 0);
    EXPECT_TRUE(backlog.opening());
  }
  backlog.add(0.2, 1040, 35);
  EXPECT_FALSE(backlog.opening());
  backlog.add(0.24, 1041, 0);
  EXPECT_FALSE(backlog.opening()) << "once only";

  Backlog endless(1000);
  for (int i = 0; i < 30; ++i) endless.add(0.04 * i, 1000 + 40 * i, 0);
  EXPECT_FALSE(endless.opening()) << "not for more than a second";
}

}  // namespace
}  // namespace mien::video
