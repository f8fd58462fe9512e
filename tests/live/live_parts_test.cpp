// What time it is at a camera, and how often it is searched: each decided by rules that can be
// tried without a camera.
#include <algorithm>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "live/arrival_clock.h"
#include "live/meters.h"
#include "live/pace.h"

namespace mien::live {
namespace {

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
// Of the stream that a sleeping camera's faces are not cut from: a night later its pictures are of
// the same time as those of the other stream again.
TEST(ArrivalClock, ClocksThatDriftedWhileNothingWasSeenAreComparedAnew) {
  constexpr double kDrift = 50e-6, kNight = 8 * 3600;
  ArrivalClock clock;
  for (int i = 0; i < 100; ++i) clock.at(i / 15.0, 1000 + i / 15.0);
  for (int i = 0; i < 3; ++i) {
    const double arrived = 1000 + kNight + 2 * i;
    EXPECT_NEAR(clock.at((arrived - 1000) * (1 - kDrift), arrived), arrived, 0.01) << i;
  }
  EXPECT_EQ(clock.jumps(), 0);
}

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

// A camera's other stream may call for a search between two that are due.
TEST(Pace, AFrameThatIsTakenInAnyCaseIsTheNextOnes) {
  Pace pace;
  int searched = 0;
  for (int i = 0; i < 15 * 60; ++i) {
    const double seconds = 100 + i / 15.0;
    if (i % 30 == 7) {  // a keyframe every two seconds
      pace.take(seconds, 5);
      ++searched;
    } else {
      searched += pace.due(seconds, 5);
    }
  }
  EXPECT_NEAR(searched / 60.0, 5, 0.05);
  pace.take(300, 0);
  EXPECT_TRUE(pace.due(300.01, 0)) << "every frame";
}

TEST(LoadControl, RatesFallUnderLoadToAFloorAndRecover) {
  LoadControl load;
  EXPECT_EQ(load.rate(5, 15), 5);
  EXPECT_EQ(load.rate(0, 15), 0) << "every frame";
  for (int i = 0; i < 30; ++i) load.update(1.0, 10, 30);
  EXPECT_EQ(load.rate(5, 15), LoadControl::kFloorFps);
  EXPECT_GE(load.rate(0, 15), LoadControl::kFloorFps);
  EXPECT_EQ(load.rate(0.5, 15), 0.5) << "never faster than asked for";
  for (int i = 0; i < 4; ++i) load.update(0.4, 40, 0);
  EXPECT_EQ(load.rate(5, 15), 5) << "not minutes later";
}

TEST(LoadControl, NothingIsTakenFromAnybodyWhileAWorkerIsIdle) {
  LoadControl load;
  for (int i = 0; i < 30; ++i) load.update(0.9, 60, 40);
  EXPECT_EQ(load.rate(5, 15), 5) << "a burst came at once: the machine is not short of time";
  for (int i = 0; i < 30; ++i) load.update(1, 100, 0);
  EXPECT_EQ(load.rate(5, 15), 5) << "all that is due takes place";
}

TEST(LoadControl, AsMuchIsAskedForAsTakesPlace) {
  LoadControl load;
  constexpr double kWished = 5, kCan = 3.6;
  for (int i = 0; i < 10; ++i) {
    const double asked = load.rate(kWished, 15), done = std::min(asked, kCan);
    load.update(asked > kCan ? 1 : asked / kCan, done, asked - done);
  }
  EXPECT_NEAR(load.rate(kWished, 15), kCan, 0.1);
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
