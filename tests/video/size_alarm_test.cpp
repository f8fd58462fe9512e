// When a camera's packets say that somebody comes, and when they say nothing.
#include "video/size_alarm.h"

#include <random>

#include <gtest/gtest.h>

namespace mien::test {
namespace {

using video::SizeAlarm;

/// A camera's packets between keyframes, in time.
class SizeAlarmTest : public testing::Test {
 protected:
  /// A packet of about so many bytes, with a keyframe before it every two seconds.
  bool rings(double bytes, double fps) {
    if (now_ms_ >= next_key_ms_) {
      alarm_.keyframe();
      next_key_ms_ = now_ms_ + 2000;
    }
    const bool rung = alarm_.rings(static_cast<int>(bytes * spread_(draw_)), now_ms_);
    now_ms_ += 1e3 / fps;
    return rung;
  }
  /// How many alarms `seconds` of packets of about so many bytes give; each is in vain.
  int alarms(double seconds, double bytes, double fps = 25) {
    int rung = 0;
    for (const double end = now_ms_ + seconds * 1e3; now_ms_ < end;) {
      if (!rings(bytes, fps)) continue;
      ++rung;
      alarm_.answered(false, now_ms_);
    }
    return rung;
  }
  /// Seconds until an alarm; -1: none within ten.
  double until_alarm(double bytes, double fps = 25) {
    for (const double begin = now_ms_; now_ms_ < begin + 10'000;) {
      const double at = now_ms_;
      if (rings(bytes, fps)) return (at - begin) / 1e3;
    }
    return -1;
  }

  SizeAlarm alarm_;
  double now_ms_ = 1e6, next_key_ms_ = 1e6;
  std::minstd_rand draw_{7};
  std::uniform_real_distribution<double> spread_{0.8, 1.2};
};

TEST_F(SizeAlarmTest, RingsWithinHalfASecondOfAnArrivalAndNotBefore) {
  for (const double fps : {5.0, 12.0, 25.0, 60.0}) {
    SCOPED_TRACE(fps);
    alarm_ = {};
    EXPECT_EQ(alarms(600, 1000, fps), 0);
    const double after = until_alarm(4000, fps);
    EXPECT_GE(after, 0);
    EXPECT_LE(after, 0.5);
  }
}

TEST_F(SizeAlarmTest, KnowsNoStillnessAtFirst) {
  EXPECT_EQ(alarms(0.5, 500), 0);
  EXPECT_EQ(alarms(1, 5000), 0);
}

TEST_F(SizeAlarmTest, TinyPacketsMayDouble) {
  alarms(30, 20);
  EXPECT_EQ(alarms(30, 60), 0);
}

// A lamp that is switched on makes noise for good: soon that is what stillness looks like.
TEST_F(SizeAlarmTest, WhatStaysIsStillness) {
  alarms(60, 1000);
  EXPECT_GT(alarms(10, 4000), 0);
  alarms(200, 4000);
  EXPECT_EQ(alarms(600, 4000), 0);
  EXPECT_LE(until_alarm(16'000), 0.5);
}

// How x264 codes a still scene with a sensor's noise at a constant quality: nearly nothing behind a
// keyframe, then more and more.
TEST_F(SizeAlarmTest, AGroupsOwnShapeIsStillness) {
  const auto group = [&] {
    int rung = 0;
    next_key_ms_ = now_ms_;
    for (const double bytes : {60, 150, 400, 1300, 2500, 3400, 3100, 2900, 2800, 2700})
      for (int packet = 0; packet < 3; ++packet) rung += rings(bytes, 15);
    return rung;
  };
  for (int i = 0; i < 600; ++i) ASSERT_EQ(group(), 0) << i;
  next_key_ms_ = now_ms_;
  for (int packet = 0; packet < 3; ++packet) ASSERT_FALSE(rings(60, 15));
  EXPECT_LE(until_alarm(3000, 15), 0.5) << "usual later in a group, not here";
}

// Each keyframe is followed by large packets: rate control, and nobody is there.
TEST_F(SizeAlarmTest, IsSilentWhereItRangInVain) {
  const auto hour = [&] {
    int rung = 0;
    for (int group = 0; group < 900; ++group) rung += alarms(1, 3000) + alarms(3, 1000);
    return rung;
  };
  EXPECT_LE(hour(), 3 * 7) << "deaf for 1, 2, 4, 8, 16, 32 minutes";
  EXPECT_LE(hour(), 3 * 2) << "for an hour";
  alarm_.answered(true, now_ms_);
  now_ms_ += 3'600'000;
  alarms(10, 1000);
  EXPECT_LE(until_alarm(3000), 0.5) << "it hears again";
}

}  // namespace
}  // namespace mien::test
