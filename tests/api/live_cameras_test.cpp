// Live cameras as an embedding program has them, with stages of our own: no model, no file.
#include <gtest/gtest.h>

#include "mien/error.h"

#include "api/told.h"

namespace mien {
namespace {

using namespace std::chrono_literals;
using test::config_of;
using test::Counter;
using test::setup_of;
using test::Told;

TEST(LiveCameras, TellSightsStatesAndTallies) {
  Told told;
  LiveCameras cameras(config_of(), {}, setup_of(told));
  cameras.start();
  ASSERT_TRUE(told.comes([](Told& t) { return t.sights["shelf"] > 10; }));
  ASSERT_TRUE(told.comes([](Told& t) { return t.people == 1; }));
  told.note([](Told& t) {
    ASSERT_EQ(t.last.faces.size(), 1u);
    EXPECT_EQ(t.last.faces[0].track, 1);
    EXPECT_EQ(t.last.faces[0].content, "soup");
    EXPECT_EQ(t.last.faces[0].expression.label, Emotion::happiness);
    EXPECT_EQ(t.states["shelf"].back(), CameraState::live);
  });
  const std::vector<CameraStatus> status = cameras.status();
  ASSERT_EQ(status.size(), 1u);
  EXPECT_EQ(status[0].width, 320);
  EXPECT_EQ(cameras.info().detector.name, "bright-spot");
  const auto picture = cameras.picture("shelf");
  ASSERT_TRUE(picture);
  EXPECT_EQ((*picture)[0], 0xff);  // a JPEG
  EXPECT_FALSE(cameras.picture("nobody"));
  cameras.stop();
  EXPECT_EQ(told.tracks["shelf"], 1);
}

TEST(LiveCameras, AreAddedChangedAndRemovedWhileTheyRun) {
  Told told;
  LiveCameras cameras(config_of(), {}, setup_of(told));
  cameras.start();
  cameras.put({.name = "door", .input = "mine:2"});
  ASSERT_TRUE(told.comes([](Told& t) { return t.sights["door"] > 3 && t.sights["shelf"] > 3; }));
  cameras.put({.name = "door", .input = "mine:3", .content = "soup"});
  ASSERT_TRUE(told.comes([](Told& t) { return t.last.content == "soup"; }));
  EXPECT_EQ(cameras.status().size(), 2u);
  EXPECT_TRUE(cameras.remove("door"));
  EXPECT_FALSE(cameras.remove("door"));
  EXPECT_EQ(cameras.status().size(), 1u);
  told.note([](Told& t) {
    EXPECT_TRUE(t.gone["door"]);
    EXPECT_FALSE(t.gone["shelf"]);
  });
  EXPECT_THROW(cameras.put({.name = "", .input = "mine:4"}), Error);
  EXPECT_EQ(cameras.status().size(), 1u);
}

TEST(LiveCameras, SinksAreOpenedAndClosedOnce) {
  Told told;
  Counter counter;
  LiveSetup setup = setup_of(told);
  setup.sinks = {&counter};
  {
    LiveCameras cameras(config_of(), {}, setup);
    cameras.start();
    ASSERT_TRUE(told.comes([](Told& t) { return t.sights["shelf"] > 5; }));
    cameras.stop();
    cameras.stop();
  }
  EXPECT_EQ(counter.closed, 1);
  EXPECT_GT(counter.frames, 5);
  EXPECT_GE(counter.inferred, 5);
  EXPECT_EQ(counter.started_at.back(), 'Z');
}

TEST(LiveCameras, ASinkHearsTalliesWithoutACallback) {
  Told told;
  Counter counter;
  LiveSetup setup = setup_of(told);
  setup.callbacks.tally = {};
  setup.sinks = {&counter};
  LiveCameras cameras(config_of(), {}, setup);
  cameras.start();
  EXPECT_TRUE(told.comes([&](Told&) { return counter.people == 1; }));
}

TEST(LiveCameras, ABlockedSourceOfOnesOwnEndsWithThem) {
  Told told;
  LiveSetup setup = setup_of(told);
  std::atomic<int> opened{0};
  struct Silent : test::Wanderer {
    explicit Silent(std::stop_token token) : Wanderer("silent", 0), stop(std::move(token)) {}
    bool read(Frame&) override {
      while (!stop.stop_requested()) std::this_thread::sleep_for(5ms);
      return false;
    }
    std::stop_token stop;
  };
  setup.stages.source = [&](const CameraConfig&, std::stop_token stop) {
    ++opened;
    return std::make_unique<Silent>(std::move(stop));
  };
  LiveCameras cameras(config_of(), {}, setup);
  cameras.start();
  while (opened == 0) std::this_thread::sleep_for(5ms);
  cameras.stop();  // would hang
  EXPECT_GE(opened, 1);
}

}  // namespace
}  // namespace mien
