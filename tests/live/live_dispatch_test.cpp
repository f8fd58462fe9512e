// Too much to do is normal on a small box: the newest pictures are searched, every camera gets its
// turn, and what gave way is counted.
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "live/dispatch.h"

namespace mien::live {
namespace {

struct Idle : CameraSlot {
  void serve(WorkerDesk&, Shot&) override {}
  void lost() override {}
};

Shot shot(std::int64_t index, double complete_ms) {
  return {.frame = {.info = {.index = index}}, .complete_ms = complete_ms};
}

class DispatchTest : public testing::Test {
 protected:
  std::shared_ptr<Idle> client() {
    auto made = std::make_shared<Idle>();
    dispatch_.add(made);
    return made;
  }
  Dispatch::Turn take() {
    Dispatch::Turn turn;
    EXPECT_TRUE(dispatch_.take(turn, {}));  // for ever, where nothing is there to be taken
    return turn;
  }
  bool has_work() {
    std::stop_source now;
    now.request_stop();
    Dispatch::Turn turn;
    dispatch_.take(turn, now.get_token());
    return turn.camera != nullptr;
  }

  Dispatch dispatch_{200};
};

TEST_F(DispatchTest, TheNewestFrameWins) {
  const auto a = client();
  const double now = steady_ms();
  dispatch_.post(*a, shot(1, now - 50));
  dispatch_.post(*a, shot(2, now - 20));
  dispatch_.post(*a, shot(3, now));
  auto turn = take();
  EXPECT_EQ(turn.shot->frame.info.index, 3);
  EXPECT_EQ(dispatch_.drops(*a), 2);
  dispatch_.done(turn);
  EXPECT_FALSE(has_work());
}

TEST_F(DispatchTest, AFrameThatIsNotDueIsNoDrop) {
  const auto a = client();
  dispatch_.post(*a, shot(1, steady_ms() - 50));
  for (int i = 2; i < 5; ++i) {
    Shot newer = shot(i, steady_ms());
    newer.due = false;
    dispatch_.post(*a, std::move(newer));
  }
  auto turn = take();
  EXPECT_EQ(turn.shot->frame.info.index, 4);
  EXPECT_EQ(dispatch_.drops(*a), 0) << "one search was due, and one takes place";
  dispatch_.done(turn);
}

TEST_F(DispatchTest, ASearchThatIsOwedWhenTheNextIsDueIsADrop) {
  const auto a = client();
  dispatch_.post(*a, shot(1, steady_ms() - 500));
  EXPECT_FALSE(has_work());
  dispatch_.post(*a, shot(2, steady_ms()));
  EXPECT_EQ(dispatch_.drops(*a), 1) << "two searches were due, and one takes place";
}

TEST_F(DispatchTest, AFrameThatGrewTooOldWaitsForANewOne) {
  const auto a = client();
  dispatch_.post(*a, shot(1, steady_ms() - 500));
  EXPECT_FALSE(has_work());
  EXPECT_EQ(dispatch_.drops(*a), 0) << "its search is still to come";
  EXPECT_TRUE(dispatch_.wants(*a)) << "the next one will do, due or not";
  Shot next = shot(2, steady_ms());
  next.due = false;
  dispatch_.post(*a, std::move(next));
  EXPECT_EQ(dispatch_.drops(*a), 0);
  auto turn = take();
  EXPECT_EQ(turn.shot->frame.info.index, 2);
  dispatch_.done(turn);
}

// Of a camera at rest the next one is seconds away: who came would be seen that much later.
TEST_F(DispatchTest, AFrameThatNoneFollowsSoonIsNeverTooOld) {
  const auto a = client();
  Shot keyframe = shot(1, steady_ms() - 500);
  keyframe.lone = true;
  dispatch_.post(*a, std::move(keyframe));
  auto turn = take();
  EXPECT_EQ(turn.shot->frame.info.index, 1);
  dispatch_.done(turn);
}

TEST_F(DispatchTest, ACameraIsWithOneWorkerAtATime) {
  const auto a = client();
  dispatch_.post(*a, shot(1, steady_ms()));
  auto turn = take();
  dispatch_.post(*a, shot(2, steady_ms()));
  EXPECT_FALSE(has_work()) << "its frames would overtake each other";
  dispatch_.done(turn);
  EXPECT_TRUE(has_work());
}

// One camera at 100 frames a second must not starve those at 5.
TEST_F(DispatchTest, EveryCameraGetsItsTurn) {
  const auto greedy = client();
  const std::vector<std::shared_ptr<Idle>> modest{client(), client(), client()};
  std::map<CameraSlot*, int> served;
  for (int round = 0; round < 100; ++round) {
    dispatch_.post(*greedy, shot(round, steady_ms()));
    for (const auto& each : modest)
      if (!dispatch_.wants(*each)) dispatch_.post(*each, shot(round, steady_ms()));
    auto turn = take();
    ++served[turn.camera.get()];
    dispatch_.done(turn);
  }
  for (const auto& each : modest) EXPECT_GE(served[each.get()], 20);
  EXPECT_GE(served[greedy.get()], 20);
}

TEST_F(DispatchTest, RemovalWaitsForTheWorkerAndForgetsTheRest) {
  const auto a = client();
  dispatch_.post(*a, shot(1, steady_ms()));
  auto turn = take();
  dispatch_.post(*a, shot(2, steady_ms()));
  std::atomic<bool> removed{false};
  std::jthread remover([&] {
    dispatch_.remove(a);
    removed = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_FALSE(removed);
  dispatch_.done(turn);
  remover.join();
  EXPECT_FALSE(has_work());
}

// One call for a picture wakes one thread: it must be one that can take it.
TEST_F(DispatchTest, APictureWakesAWorkerWhoeverElseWaits) {
  dispatch_.max_latency(1e9);  // a worker may be slow to wake
  const auto leaving = client(), a = client();
  dispatch_.post(*leaving, shot(1, steady_ms()));
  auto turn = take();
  std::jthread remover([&] { dispatch_.remove(leaving); });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  std::atomic<bool> taken{false};
  std::jthread worker([&](const std::stop_token& stop) {
    Dispatch::Turn other;
    if (!dispatch_.take(other, stop)) return;
    taken = true;
    dispatch_.done(other);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  dispatch_.post(*a, shot(2, steady_ms()));
  for (int i = 0; i < 1000 && !taken; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(taken);
  dispatch_.done(turn);
}

// Searches of most of a second would else be booked in the one in which they end: an idle worker in
// every other, though there is none.
TEST_F(DispatchTest, WorkIsCountedWhileItIsDone) {
  const auto a = client();
  dispatch_.post(*a, shot(1, steady_ms()));
  auto turn = take();
  const double begun = steady_ms(), before = dispatch_.busy_ms();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const double passed = steady_ms() - begun;
  EXPECT_GE(dispatch_.busy_ms() - before, passed * 0.9) << "of " << passed;
  dispatch_.done(turn);
  const double done = dispatch_.busy_ms();
  EXPECT_GE(done, passed * 0.9);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(dispatch_.busy_ms(), done) << "nobody is at work";
}

TEST_F(DispatchTest, WhoIsLostIsToldOnce) {
  const auto a = client();
  dispatch_.post_lost(*a);
  auto turn = take();
  EXPECT_TRUE(turn.lost);
  EXPECT_FALSE(turn.shot.has_value());
  dispatch_.done(turn);
  EXPECT_FALSE(has_work());
}

// Else stays would not end while the machine has too much to do.
TEST_F(DispatchTest, WhoIsLostHasATurnThoughOthersAlwaysHavePictures) {
  const auto gone = client(), busy = client();
  dispatch_.post_lost(*gone);
  dispatch_.post(*busy, shot(1, steady_ms()));
  auto first = take();
  EXPECT_EQ(first.camera, busy) << "those who are here come first";
  dispatch_.done(first);
  dispatch_.post(*busy, shot(2, steady_ms() + Dispatch::kLostPatienceMs + 100));
  auto second = take();
  EXPECT_EQ(second.camera, gone);
  EXPECT_TRUE(second.lost);
  dispatch_.done(second);
}

// It would begin a stay that nothing ends.
TEST_F(DispatchTest, APictureFromBeforeTheLossIsNotSearchedAfterIt) {
  const auto a = client();
  dispatch_.post(*a, shot(1, steady_ms()));
  dispatch_.post_lost(*a);
  EXPECT_EQ(dispatch_.drops(*a), 1);
  auto turn = take();
  EXPECT_TRUE(turn.lost);
  EXPECT_FALSE(turn.shot.has_value());
  dispatch_.done(turn);
}

}  // namespace
}  // namespace mien::live
