// Who stayed in front of what, and how did they look at it?
#include "stays/observer.h"

#include <cmath>

#include <gmock/gmock.h>

#include "mien/error.h"

#include "audience/faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

class ObserverTest : public testing::Test {
 protected:
  /// One face of `look` five times a second, from ≤ time ≤ to.
  void watch(Observer& observer, double from, double to, const Look& look, std::int64_t track = 1) {
    for (int i = 0; from + i * 0.2 <= to + 1e-9; ++i)
      observer.frame(frame(from + i * 0.2, {face(track, look)}), done_);
  }
  void nobody(Observer& observer, double from, double to) {
    for (int i = 0; from + i * 0.2 <= to + 1e-9; ++i)
      observer.frame(frame(from + i * 0.2, {}), done_);
  }
  static ObserverOptions options() { return {.camera = "aisle", .base = kNine}; }

  std::vector<Exposure> done_;
};

TEST_F(ObserverTest, AStayHasItsTimesAndWhatTheFaceShowed) {
  Observer observer(options());
  watch(observer, 2.0, 4.0, {});
  watch(observer, 4.2, 8.0, {.label = Emotion::happiness, .valence = 0.8, .yaw = 0.6});
  EXPECT_TRUE(done_.empty());
  observer.ended({.id = 1}, done_);
  ASSERT_EQ(done_.size(), 1u);
  const Exposure& stay = done_[0];
  EXPECT_EQ(stay.camera, "aisle");
  EXPECT_EQ(stay.content, "shelf");
  EXPECT_EQ(stay.zone, "");
  EXPECT_EQ(stay.start, kNine + 2s);
  EXPECT_EQ(stay.end, kNine + 8s);
  EXPECT_EQ(stay.visit, 1);
  // The span between 4.0 and 4.2 counts half for either look.
  EXPECT_EQ(stay.label_ms[0], 2100);
  EXPECT_EQ(stay.label_ms[1], 3900);
  EXPECT_EQ(stay.pose_ms, 6000);
  EXPECT_EQ(stay.attention_ms, 2100);
  EXPECT_NEAR(*stay.valence, 0.8 * 3.9 / 6, 1e-6);
  EXPECT_NEAR(*stay.change, 0.8, 1e-6) << "first third neutral, last third happy";
  EXPECT_EQ(stay.reaction->label, Emotion::happiness);
  EXPECT_EQ(stay.reaction->delay, 2200ms);
}

TEST_F(ObserverTest, WhoPassesByIsNoAudience) {
  Observer observer(options());
  watch(observer, 0, 0.8, {});
  observer.ended({.id = 1}, done_);
  EXPECT_TRUE(done_.empty());
  watch(observer, 1.0, 2.0, {}, 2);
  observer.ended({.id = 2}, done_);
  EXPECT_EQ(done_.size(), 1u) << "exactly the minimum counts";
}

TEST_F(ObserverTest, InFrontOfNothingNobodyStays) {
  Observer observer(options());
  watch(observer, 0, 3, {.content = ""});
  watch(observer, 3.2, 5.2, {.zone = "shelf"});
  watch(observer, 5.4, 9, {.content = ""});
  observer.finish(done_);
  ASSERT_EQ(done_.size(), 1u);
  EXPECT_EQ(done_[0].start, kNine + 3200ms);
  EXPECT_EQ(done_[0].dwell_ms(), 2000);
  EXPECT_EQ(done_[0].zone, "shelf");
}

TEST_F(ObserverTest, AMissedSightDoesNotEndAStayAndALongAbsenceDoes) {
  Observer observer(options());
  watch(observer, 0, 2, {});
  nobody(observer, 2.2, 2.6);
  watch(observer, 2.8, 4, {});
  nobody(observer, 4.2, 6);
  ASSERT_EQ(done_.size(), 1u);
  EXPECT_EQ(done_[0].dwell_ms(), 4000);
  watch(observer, 6.2, 8.2, {});
  observer.ended({.id = 1}, done_);
  ASSERT_EQ(done_.size(), 2u);
  EXPECT_EQ(done_[1].visit, 2) << "the same track's second stay: one person, not two";
}

TEST_F(ObserverTest, ASlowCameraDoesNotCutStays) {
  Observer observer(options());
  for (int i = 0; i <= 5; ++i) observer.frame(frame(i * 4.0, {face(1)}), done_);
  observer.finish(done_);
  ASSERT_EQ(done_.size(), 1u);
  EXPECT_EQ(done_[0].dwell_ms(), 20'000);
}

// One content in two zones of a camera, or in two entries of its schedule, one after the other.
TEST_F(ObserverTest, WhoMeetsOneContentTwiceAtACameraIsOnePerson) {
  Observer observer(options());
  watch(observer, 0, 2, {.zone = "shelf"});
  watch(observer, 2.2, 4, {.zone = "window"});
  nobody(observer, 4.2, 6);
  ASSERT_EQ(done_.size(), 1u) << "one stay, where it began";
  EXPECT_EQ(done_[0].zone, "shelf");
  EXPECT_EQ(done_[0].dwell_ms(), 4000);
  watch(observer, 6.2, 8.2, {.zone = "window"});
  observer.ended({.id = 1}, done_);
  ASSERT_EQ(done_.size(), 2u);
  EXPECT_EQ(done_[1].zone, "window");
  EXPECT_EQ(done_[1].visit, 2) << "no second person";
}

TEST_F(ObserverTest, WhoIsThereAfterAnInterruptionIsNoNewPerson) {
  Observer observer(options());
  watch(observer, 0, 3, {});
  observer.interrupt(done_);
  ASSERT_EQ(done_.size(), 1u);
  EXPECT_EQ(done_[0].dwell_ms(), 3000);
  EXPECT_TRUE(observer.open().empty());
  watch(observer, 3.2, 100, {.content = ""});
  EXPECT_EQ(done_.size(), 1u) << "in front of nothing";
  watch(observer, 100.2, 103.2, {});
  watch(observer, 100.2, 103.2, {}, 2);
  observer.finish(done_);
  ASSERT_EQ(done_.size(), 3u);
  EXPECT_EQ(done_[1].visit + done_[2].visit, 3) << "the former one again, and a new one";
}

TEST_F(ObserverTest, AContentSwitchEndsOneStayAndBeginsAnother) {
  Observer observer(options());
  watch(observer, 57, 59.8, {.content = "old"});
  watch(observer, 60, 63, {.content = "new"});
  observer.finish(done_);
  ASSERT_EQ(done_.size(), 2u);
  EXPECT_EQ(done_[0].content, "old");
  EXPECT_EQ(done_[0].end, kNine + 59800ms);
  EXPECT_EQ(done_[1].content, "new");
  EXPECT_EQ(done_[1].start, kNine + 60s);
  EXPECT_EQ(done_[1].visit, 1) << "first stay with this content";
}

TEST_F(ObserverTest, TwoZonesMayShowTwoContents) {
  Observer observer(options());
  watch(observer, 0, 2, {.zone = "left", .content = "a"});
  watch(observer, 2.2, 5.2, {.zone = "right", .content = "b"});
  observer.finish(done_);
  ASSERT_EQ(done_.size(), 2u);
  EXPECT_EQ(done_[0].content, "a");
  EXPECT_EQ(done_[0].dwell_ms(), 2000);
  EXPECT_EQ(done_[1].content, "b");
  EXPECT_EQ(done_[1].dwell_ms(), 3000);
}

TEST_F(ObserverTest, WhatCouldNotBeReadIsUnknownNotNeutral) {
  Observer observer(options());
  for (int i = 0; i <= 10; ++i) {
    Face unread = face(1, {.label = Emotion::unknown, .valence = 0.9});
    unread.quality = {};
    unread.expression.doubt = i < 5 ? Doubt::too_small : Doubt::turned_away;
    observer.frame(frame(i * 0.2, {unread}), done_);
  }
  observer.finish(done_);
  ASSERT_EQ(done_.size(), 1u);
  EXPECT_EQ(done_[0].label_ms[kEmotions], 2000);
  EXPECT_FALSE(done_[0].valence);
  EXPECT_FALSE(done_[0].change);
  EXPECT_FALSE(done_[0].reaction);
  EXPECT_EQ(done_[0].pose_ms, 1100) << "turned away is a known pose, too small is none";
  EXPECT_EQ(done_[0].attention_ms, 0);
}

TEST_F(ObserverTest, WhereNoValenceIsComputedNoneIsKept) {
  Observer observer(options());
  watch(observer, 0, 3, {.label = Emotion::neutral, .valence = std::nan("")});
  watch(observer, 3.2, 6, {.label = Emotion::happiness, .valence = std::nan("")});
  observer.finish(done_);
  const Exposure& stay = done_.at(0);
  EXPECT_GT(stay.label_ms[static_cast<std::size_t>(Emotion::happiness)], 2500);
  EXPECT_EQ(stay.label_ms[kEmotions], 0);
  EXPECT_FALSE(stay.valence);
  EXPECT_FALSE(stay.change);
  EXPECT_EQ(stay.reaction->label, Emotion::happiness);
}

TEST_F(ObserverTest, AnUnsureSmileIsNoReaction) {
  Observer observer(options());
  watch(observer, 0, 2, {.label = Emotion::happiness, .confidence = 0.4f});
  watch(observer, 2.2, 3, {.label = Emotion::surprise, .confidence = 0.6f});
  observer.finish(done_);
  EXPECT_EQ(done_.at(0).reaction->label, Emotion::surprise);
  EXPECT_EQ(done_[0].reaction->delay, 2200ms);
}

TEST_F(ObserverTest, NoContentNoAudience) {
  Observer observer(options());
  for (int i = 0; i < 20; ++i) observer.frame(frame(i * 0.2, {face(1, {.content = ""})}), done_);
  for (int i = 0; i < 20; ++i) observer.frame(frame(4 + i * 0.2, {face(0)}), done_);
  observer.finish(done_);
  EXPECT_TRUE(done_.empty()) << "nothing was shown, or the face has no track yet";
}

TEST_F(ObserverTest, AClockThatStepsBackOrIsNoneDoesNoHarm) {
  Observer observer(options());
  watch(observer, 100, 102, {});
  watch(observer, 0, 2, {}, 2);
  observer.frame(frame(std::nan(""), {face(2)}), done_);
  observer.frame(frame(-1e300, {face(2)}), done_);
  observer.finish(done_);
  ASSERT_EQ(done_.size(), 2u);
  EXPECT_GE(done_[1].start, done_[0].end);
  EXPECT_EQ(done_[1].dwell_ms(), 2000);
}

TEST_F(ObserverTest, OpenStaysAreReportedAsIfTheyEndedNow) {
  Observer observer(options());
  watch(observer, 0, 0.6, {});
  EXPECT_TRUE(observer.open().empty()) << "not long enough yet";
  watch(observer, 0.8, 3, {});
  const auto open = observer.open();
  observer.finish(done_);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].end, done_.at(0).end);
  EXPECT_EQ(open[0].visit, 1);
  EXPECT_TRUE(observer.open().empty());
}

// A poster that is taken for a face stays all day: memory is bounded, and the figures stay right.
TEST_F(ObserverTest, AStayOfADayKeepsItsFigures) {
  Observer observer(options());
  constexpr int kSights = 200'000;
  for (int i = 0; i <= kSights; ++i) {
    const double valence = i < kSights / 2 ? -0.5 : 0.5;
    observer.frame(frame(i * 0.4, {face(1, {.valence = valence})}), done_);
  }
  observer.finish(done_);
  ASSERT_EQ(done_.size(), 1u);
  EXPECT_EQ(done_[0].dwell_ms(), kSights * 400);
  EXPECT_NEAR(*done_[0].valence, 0, 1e-4);
  EXPECT_NEAR(*done_[0].change, 1, 1e-6);
}

TEST_F(ObserverTest, ImpossibleLimitsAreRefused) {
  ObserverOptions wrong = options();
  wrong.limits.min_dwell_s = 0;
  EXPECT_THROW(Observer{wrong}, Error);
  wrong = options();
  wrong.limits.grace_s = std::nan("");
  EXPECT_THROW(Observer{wrong}, Error);
}

}  // namespace
}  // namespace mien::audience
