// Whether a camera lives, and when it is called again.
#include "live/lifeline.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mien::live {
namespace {

using testing::HasSubstr;

LiveConfig patience(double seconds) { return {.stall_seconds = seconds}; }

TEST(Lifeline, AStreamThatFallsSilentIsGivenUpInWords) {
  Lifeline life(patience(5), 1);
  EXPECT_TRUE(life.may_try(0));
  life.trying(0);
  EXPECT_FALSE(life.may_try(1));
  EXPECT_EQ(life.state(), CameraState::connecting);
  for (int i = 0; i < 10; ++i) {
    life.packet(false, 100 + i);
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
  life.packet(false, 6100);
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
    life.packet(false, now);
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
    life.packet(false, now);
    life.picture(static_cast<std::uint64_t>(i / 40), i % 40 == 0, now);
    EXPECT_EQ(life.trouble(now), "") << i;
  }
}

// Encrypted, or of a codec that its header lies about: data comes and comes.
TEST(Lifeline, DataWithoutPicturesIsAStall) {
  Lifeline life(patience(5), 1);
  const auto connect = [&](double now) {
    life.trying(now);
    for (int i = 0; i < 10; ++i) life.packet(i > 2, now + i * 100);
  };
  life.trying(0);
  life.packet(false, 0);
  life.picture(1, true, 10);
  for (double now = 100; now < 5000; now += 100) life.packet(now > 1000, now);
  EXPECT_EQ(life.trouble(5000), "");
  EXPECT_EQ(life.state(), CameraState::live);
  life.packet(true, 5100);
  EXPECT_THAT(life.trouble(5100), HasSubstr("no picture for 5 s"));
  life.give_up(life.trouble(5100), 5100);
  life.over("stopped", false, 5110);
  EXPECT_EQ(life.state(), CameraState::stalled);
  connect(6000);
  EXPECT_EQ(life.trouble(6900), "");
  EXPECT_EQ(life.state(), CameraState::stalled) << "no better than before";
  EXPECT_THAT(life.error(), HasSubstr("no picture"));
  life.picture(2, true, 7000);
  EXPECT_EQ(life.state(), CameraState::live);
  EXPECT_EQ(life.reconnects(), 1);
}

// What pauses at rest, or is a slow camera's, is none: as long as nothing is owed.
TEST(Lifeline, PicturesThatCannotHaveComeYetAreNotMissed) {
  Lifeline life(patience(2), 1);
  life.trying(0);
  life.packet(false, 0);
  life.picture(1, true, 0);
  for (double now = 100; now < 9000; now += 100) {
    life.packet(false, now);
    EXPECT_EQ(life.trouble(now), "") << now;
  }
  EXPECT_EQ(life.state(), CameraState::live);
}

// Its keyframes may be far apart, and who connects anew waits for one anew: no loss that a shop is
// told of at every start.
TEST(Lifeline, AFirstPictureThatIsFarAwayIsNoStallButSaid) {
  Lifeline life(patience(5), 1);
  life.trying(0);
  for (double now = 0; now < Lifeline::kFirstPictureMs; now += 100) {
    life.packet(false, now);
    EXPECT_EQ(life.trouble(now), "") << now;
    EXPECT_EQ(life.state(), CameraState::connecting) << now;
    EXPECT_EQ(life.error().empty(), now <= 5000) << now;
  }
  EXPECT_THAT(life.error(), HasSubstr("no picture for 5 s"));
  life.picture(1, true, Lifeline::kFirstPictureMs);
  EXPECT_EQ(life.state(), CameraState::live);
  EXPECT_EQ(life.error(), "");
  EXPECT_EQ(life.reconnects(), 0) << "it is the first connection";
}

// A keyframe every four minutes would never be there while it is waited for.
TEST(Lifeline, AFirstPictureIsWaitedForTwiceAsLongWithEachTry) {
  Lifeline life(patience(5), 1);
  double begin = 0;
  for (const double seconds : {30, 60, 120, 240, 480, 600, 600}) {
    life.trying(begin);
    const double end = begin + seconds * 1e3;
    for (double now = begin; now <= end; now += 1000) {
      life.packet(false, now);
      ASSERT_EQ(life.trouble(now), "") << (now - begin) / 1e3 << " of " << seconds;
    }
    life.packet(false, end + 1);
    EXPECT_THAT(life.trouble(end + 1), HasSubstr("no picture"));
    life.give_up(life.trouble(end + 1), end + 1);
    EXPECT_EQ(life.state(), CameraState::stalled);
    life.over("stopped", false, end + 2);
    begin = end + Lifeline::kLongestPauseMs;
  }
}

// Else a camera that once took long would never again be found blind within half a minute.
TEST(Lifeline, AfterAHealthyConnectionTheFirstPictureIsWaitedForAsLongAsItTakesThere) {
  for (const double took : {1.0, 100.0, 500.0}) {
    Lifeline life(patience(5), 1);
    const auto connect = [&](double begin, double until) {
      life.trying(begin);
      for (double now = begin; now <= until; now += 1000) life.packet(false, now);
    };
    double now = 0;
    for (const double seconds : {30, 60, 120, 240, 480}) {
      connect(now, now + seconds * 1e3 + 1000);
      now += seconds * 1e3 + 1000;
      life.give_up(life.trouble(now), now);
      life.over("stopped", false, now);
      now += Lifeline::kLongestPauseMs;
    }
    connect(now, now + took * 1e3);
    life.picture(1, true, now + took * 1e3);
    now += took * 1e3 + Lifeline::kHealthyMs + 1;
    life.over("reset", false, now);
    now += Lifeline::kLongestPauseMs;
    const double waited = std::clamp(2 * took, 30.0, 600.0) * 1e3;
    connect(now, now + waited);
    EXPECT_EQ(life.trouble(now + waited), "") << took;
    life.packet(false, now + waited + 1);
    EXPECT_THAT(life.trouble(now + waited + 1), HasSubstr("no picture")) << took;
  }
}

// What has come and cannot be decoded will not be any better for waiting.
TEST(Lifeline, AFirstPictureThatIsOwedIsNotWaitedFor) {
  Lifeline life(patience(5), 1);
  life.trying(0);
  for (double now = 0; now <= 5100; now += 100) life.packet(now > 1000, now);
  EXPECT_THAT(life.trouble(5100), HasSubstr("no picture for 5 s"));
}

// It comes while its thread has not yet heard that it is to let go.
TEST(Lifeline, APictureAfterTheCameraWasGivenUpDoesNotMakeItLive) {
  Lifeline life(patience(5), 1);
  life.trying(0);
  life.packet(false, 0);
  life.picture(1, true, 10);
  life.give_up(life.trouble(6000), 6000);
  life.packet(false, 6001);
  life.picture(2, true, 6001);
  EXPECT_EQ(life.state(), CameraState::stalled);
  life.over("stopped", false, 6010);
  EXPECT_EQ(life.state(), CameraState::stalled);
  EXPECT_THAT(life.error(), HasSubstr("no data"));
  life.trying(7000);
  life.packet(false, 7100);
  life.picture(3, true, 7100);
  EXPECT_EQ(life.state(), CameraState::live);
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

}  // namespace
}  // namespace mien::live
