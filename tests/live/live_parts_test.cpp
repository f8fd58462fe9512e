// Whether a camera lives, what time it is there, and who is served next: each decided by rules that
// can be tried without a camera.
#include <algorithm>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "live/arrival_clock.h"
#include "live/lifeline.h"
#include "live/meters.h"
#include "live/pace.h"

namespace mien::live {
namespace {

using testing::HasSubstr;

TEST(ArrivalClock, EvensOutTheNetworksJitter) {
  ArrivalClock clock;
  const double delays[] = {0, 0.03, 0.08, 0.01, 0.05, 0.0, 0.09};
  double last = 0;
  for (int i = 0; i < 70; ++i) {
    const double taken = i / 15.0;
    const double at = clock.at(500 + taken, 10 + taken + delays[i % 7]);
    EXPECT_NEAR(at, 10 + taken, 0.03) << i;
    if (i > 0) {
      EXPECT_NEAR(at - last, 1 / 15.0, 0.02) << i;
    }
    last = at;
  }
  EXPECT_EQ(clock.jumps(), 0);
}

// Else an hour's leap of a camera that found its time server would end every track, or freeze them
// for an hour.
TEST(ArrivalClock, LeapsLeaveNoGap) {
  ArrivalClock clock;
  double last = 0, stated = 10000;
  for (int i = 0; i < 120; ++i) {
    if (i == 30) stated += 3600;
    if (i == 60) stated -= 7200;
    if (i == 90) stated = 0;
    const double at = clock.at(stated, 5 + i * 0.1);
    EXPECT_NEAR(at, 5 + i * 0.1, 0.01) << i;
    EXPECT_GT(at, last);
    last = at;
    stated += 0.1;
  }
  EXPECT_EQ(clock.jumps(), 3);
}

TEST(ArrivalClock, CamerasWithoutAClockGoByArrival) {
  ArrivalClock clock;
  EXPECT_DOUBLE_EQ(clock.at(-1, 3), 3);
  EXPECT_DOUBLE_EQ(clock.at(-1, 3.5), 3.5);
  EXPECT_GT(clock.at(-1, 3.2), 3.5);
}

LiveConfig patience(double seconds) { return {.stall_seconds = seconds}; }

TEST(Lifeline, AStreamThatFallsSilentIsGivenUpInWords) {
  Lifeline life(patience(5), 1);
  EXPECT_TRUE(life.may_try(0));
  life.trying(0);
  EXPECT_FALSE(life.may_try(1));
  EXPECT_EQ(life.state(), CameraState::connecting);
  for (int i = 0; i < 10; ++i) {
    life.packet(100 + i);
    life.picture(static_cast<std::uint64_t>(i), i == 0, 100 + i);
  }
  EXPECT_EQ(life.state(), CameraState::live);
  EXPECT_EQ(life.trouble(5000), "");
  EXPECT_THAT(life.trouble(5200), HasSubstr("no data for 5 s"));
  life.give_up(life.trouble(5200), 5200);
  EXPECT_EQ(life.trouble(5300), "");
  life.over("stopped", false, 5300);
  EXPECT_EQ(life.state(), CameraState::stalled);
  EXPECT_THAT(life.error(), HasSubstr("no data"));
  EXPECT_TRUE(life.may_try(5300 + Lifeline::kShortestPauseMs));
  life.trying(6000);
  life.packet(6100);
  life.picture(99, true, 6100);
  EXPECT_EQ(life.state(), CameraState::live);
  EXPECT_EQ(life.reconnects(), 1);
}

// A camera whose encoder hangs sends on and on: only the pictures tell.
TEST(Lifeline, TheSamePictureAgainAndAgainIsAStall) {
  Lifeline life(patience(5), 1);
  life.trying(0);
  double now = 0;
  const auto send = [&](std::uint64_t look, bool key) {
    now += 100;
    life.packet(now);
    life.picture(look, key, now);
  };
  for (std::uint64_t i = 0; i < 50; ++i) send(1000 + i, i % 10 == 0);
  EXPECT_EQ(life.trouble(now), "");
  for (int i = 0; i < 52; ++i) send(7, i % 10 == 0);
  EXPECT_THAT(life.trouble(now), HasSubstr("has not changed"));
  life.give_up(life.trouble(now), now);
  life.over("stopped", false, now);
  life.trying(now + 600);
  for (int i = 0; i < 5; ++i) send(7, i == 0);
  EXPECT_EQ(life.state(), CameraState::stalled) << "as stuck as before";
  send(8, false);
  EXPECT_EQ(life.state(), CameraState::live);
}

// A quiet shop at night: pictures between keyframes may be copies, keyframes never are.
TEST(Lifeline, AStillSceneIsNoStall) {
  Lifeline life(patience(5), 1);
  life.trying(0);
  for (int i = 0; i < 600; ++i) {
    const double now = i * 100;
    life.packet(now);
    life.picture(static_cast<std::uint64_t>(i / 40), i % 40 == 0, now);
    EXPECT_EQ(life.trouble(now), "") << i;
  }
}

TEST(Lifeline, PausesGrowAndStayShortEnough) {
  double longest = 0, refused = 0, sum = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Lifeline life(patience(5), seed), barred(patience(5), seed);
    double now = 0;
    for (int i = 0; i < 12; ++i) {
      life.trying(now);
      life.over("no route", false, now);
      barred.trying(now);
      barred.over("401", true, now);
      double pause = 0;
      while (!life.may_try(now + pause)) pause += 10;
      EXPECT_LE(pause, Lifeline::kShortestPauseMs * (1 << i) + 10);
      longest = std::max(longest, pause);
      sum += pause;
      for (pause = 0; !barred.may_try(now + pause);) pause += 10;
      refused = std::max(refused, pause);
      now += 100'000;
    }
  }
  EXPECT_LE(longest, Lifeline::kLongestPauseMs + 10);
  EXPECT_GT(longest, Lifeline::kLongestPauseMs * 0.9);
  EXPECT_GT(sum / (50 * 12), 500) << "jitter, not haste";
  EXPECT_GT(refused, 20'000) << "who knocks too often is locked out";
}

TEST(Pace, PicksTheWishedRateWhateverTheJitter) {
  for (const double stream : {10.0, 15.0, 25.0, 30.0}) {
    Pace pace;
    int due = 0;
    for (int i = 0; i < stream * 60; ++i) {
      const double jitter = 0.012 * ((i * 7) % 5 - 2) / 2;
      due += pace.due(100 + i / stream + jitter, 5);
    }
    EXPECT_NEAR(due / 60.0, 5, 0.15) << stream;
  }
  Pace every;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(every.due(i * 0.04, 0));
  Pace slow;
  EXPECT_TRUE(slow.due(1, 5));
  EXPECT_TRUE(slow.due(9, 5)) << "after a gap it goes on at once";
  EXPECT_FALSE(slow.due(9.05, 5)) << "and does not catch up";
}

TEST(LoadControl, RatesFallUnderLoadToAFloorAndRecover) {
  LoadControl load;
  EXPECT_EQ(load.rate(5, 15), 5);
  EXPECT_EQ(load.rate(0, 15), 0) << "every frame";
  for (int i = 0; i < 30; ++i) load.update(1.0, 10, 30);
  EXPECT_EQ(load.rate(5, 15), LoadControl::kFloorFps);
  EXPECT_GE(load.rate(0, 15), LoadControl::kFloorFps);
  EXPECT_EQ(load.rate(0.5, 15), 0.5) << "never faster than asked for";
  for (int i = 0; i < 60; ++i) load.update(0.4, 40, 0);
  EXPECT_EQ(load.rate(5, 15), 5);
}

TEST(Meters, RatesAndLatenciesForgetThePast) {
  RateMeter rate;
  for (int i = 0; i <= 100; ++i) rate.sample(i * 15 * 0.1, i * 100);
  EXPECT_NEAR(rate.rate(), 15, 0.01);
  for (int i = 101; i <= 200; ++i) rate.sample(150, i * 100);
  EXPECT_NEAR(rate.rate(), 0, 0.01);
  LatencyWindow latency;
  for (int i = 0; i < 100; ++i) latency.add(500, 1000);
  for (int i = 0; i < 100; ++i) latency.add(20, 30'000);
  EXPECT_NEAR(latency.percentiles(31'000).p99, 500, 30);
  EXPECT_NEAR(latency.percentiles(75'000).p99, 20, 2);
  EXPECT_EQ(latency.percentiles(200'000).p99, 0);
}

}  // namespace
}  // namespace mien::live
