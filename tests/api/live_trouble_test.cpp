// Live cameras whose listeners throw, cannot open or cannot close.
#include <atomic>
#include <stdexcept>

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

TEST(LiveCameras, ACallbacksTroubleIsTheCamerasErrorAndOthersGoOn) {
  Told told;
  LiveSetup setup = setup_of(told);
  setup.callbacks.sight = [&](const std::string& camera, const FrameResult&) {
    told.note([&](Told& t) { ++t.sights[camera]; });
    if (camera == "shelf") throw std::runtime_error("no paper left");
  };
  RunConfig config = config_of();
  config.cameras.push_back({.name = "door", .input = "mine:2"});
  LiveCameras cameras(config, {}, setup);
  cameras.start();
  ASSERT_TRUE(told.comes([](Told& t) { return t.sights["door"] > 5 && t.sights["shelf"] > 5; }));
  EXPECT_NE(cameras.status().at(0).error.find("no paper left"), std::string::npos);
  EXPECT_EQ(cameras.status().at(1).error, "");
}

/// Cannot be opened, or closed.
struct Stubborn : Sink {
  explicit Stubborn(bool opens) : opens(opens) {}
  void open(const RunInfo&) override {
    if (!opens) throw Error(ErrorKind::output, "disk", "is full");
  }
  void close(const Summary&) override { throw Error(ErrorKind::output, "disk", "is full"); }
  bool opens;
};

TEST(LiveCameras, ASinkThatCannotCloseIsToldByStopAndEndsNoProgram) {
  Told told;
  Stubborn stubborn(true);
  Counter counter;
  LiveSetup setup = setup_of(told);
  setup.sinks = {&stubborn, &counter};
  {
    LiveCameras cameras(config_of(), {}, setup);
    cameras.start();
    EXPECT_THROW(cameras.stop(), Error);
    EXPECT_EQ(counter.closed, 1);
  }
  {
    LiveCameras cameras(config_of(), {}, setup);
    cameras.start();
  }  // nobody is left to throw to
  EXPECT_EQ(counter.closed, 2);
}

TEST(LiveCameras, ASinkThatCannotOpenLeavesNoneOpen) {
  Told told;
  Stubborn stubborn(false);
  Counter before, after;
  LiveSetup setup = setup_of(told);
  setup.sinks = {&before, &stubborn, &after};
  {
    LiveCameras cameras(config_of(), {}, setup);
    EXPECT_THROW(cameras.start(), Error);
    EXPECT_EQ(before.closed, 1);
  }
  EXPECT_EQ(before.closed, 1);
  EXPECT_EQ(after.closed, 0);
}

TEST(LiveCameras, StartOnce) {
  Told told;
  LiveCameras cameras(config_of(), {}, setup_of(told));
  cameras.start();
  cameras.start();  // they run
  cameras.stop();
  EXPECT_THROW(cameras.start(), Error);
}

TEST(LiveCameras, TheirSinksAreToldAllThatTheyHeard) {
  struct Adding : Counter {
    void track(const std::string&, const Track&) override { ++tracks; }
    void close(const Summary& summary) override {
      Counter::close(summary);
      told_tracks = summary.inputs.at(0).tracks;
    }
    int tracks = 0;
    std::int64_t told_tracks = -1;
  } adding;
  Told told;
  LiveSetup setup = setup_of(told);
  setup.sinks = {&adding};
  LiveCameras cameras(config_of(), {}, setup);
  cameras.start();
  ASSERT_TRUE(told.comes([](Told& t) { return t.sights["shelf"] > 10; }));
  cameras.stop();
  EXPECT_EQ(adding.inferred, adding.frames);
  EXPECT_EQ(adding.tracks, 1);
  EXPECT_EQ(adding.told_tracks, 1);
}

TEST(LiveCameras, WhateverACallbackThrowsTheOthersHearAndTheyEnd) {
  Told told;
  Counter counter;
  LiveSetup setup = setup_of(told);
  setup.sinks = {&counter};
  setup.callbacks.sight = [&](const std::string& camera, const FrameResult&) {
    told.note([&](Told& t) { ++t.sights[camera]; });
    throw 7;
  };
  {
    LiveCameras cameras(config_of(), {}, setup);
    cameras.start();
    ASSERT_TRUE(told.comes([](Told& t) { return t.sights["shelf"] > 5; }));
    EXPECT_EQ(cameras.status().at(0).error, "an exception of unknown kind");
  }  // would wait for ever for a worker
  EXPECT_GT(counter.frames, 5);
  EXPECT_EQ(told.tracks["shelf"], 1);
}

TEST(LiveCameras, ATallysTroubleIsTheirErrorAndTheyAreLookedAfter) {
  Told told;
  LiveSetup setup = setup_of(told);
  std::atomic<int> tallies{0};
  std::atomic<bool> broke{false};
  setup.callbacks.tally = [&](const audience::Tally&) {
    if (++tallies < 3) throw std::runtime_error("no paper left");
  };
  setup.callbacks.broke = [&](const std::string&) { broke = true; };
  LiveCameras cameras(config_of(), {}, setup);
  cameras.start();
  while (tallies == 0 && !broke) std::this_thread::sleep_for(5ms);
  ASSERT_TRUE(told.comes([](Told& t) { return t.sights["shelf"] > 3; }));
  bool said = false;
  while (tallies < 3 && !broke) {
    said |= cameras.status().at(0).error == "no paper left";
    std::this_thread::sleep_for(5ms);
  }
  EXPECT_TRUE(said);
  EXPECT_FALSE(broke);
  while (tallies < 4 && !broke) std::this_thread::sleep_for(5ms);
  EXPECT_EQ(cameras.status().at(0).error, "");  // it is over
}

TEST(LiveCameras, ASinkThatFailsATallyKeepsItFromNobody) {
  struct Failing : Sink {
    void tally(const audience::Tally&) override { throw std::runtime_error("no ink left"); }
  } failing;
  Told told;
  Counter counter;
  LiveSetup setup = setup_of(told);
  setup.sinks = {&failing, &counter};
  LiveCameras cameras(config_of(), {}, setup);
  cameras.start();
  EXPECT_TRUE(told.comes([&](Told&) { return counter.people == 1; }));
  EXPECT_TRUE(told.comes([](Told& t) { return t.people == 1; }));
  EXPECT_EQ(cameras.status().at(0).error, "no ink left");
}

}  // namespace
}  // namespace mien
