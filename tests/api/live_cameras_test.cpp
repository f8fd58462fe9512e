// Live cameras as an embedding program has them, with stages of our own: no model, no file.
#include <condition_variable>
#include <map>
#include <mutex>

#include <gtest/gtest.h>

#include "mien/error.h"
#include "mien/live.h"

#include "api/bright_spot.h"

namespace mien {
namespace {

using namespace std::chrono_literals;

/// What was told, whoever told it.
class Told {
 public:
  template <class Change>
  void note(Change change) {
    {
      std::lock_guard lock(mutex_);
      change(*this);
    }
    changed_.notify_all();
  }
  template <class Holds>
  bool comes(Holds holds) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 40s, [&] { return holds(*this); });
  }

  std::map<std::string, int> sights, tracks;
  std::map<std::string, std::vector<CameraState>> states;
  std::map<std::string, bool> gone;
  std::int64_t people = 0;
  FrameResult last;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

LiveSetup setup_of(Told& told) {
  LiveSetup setup;
  setup.stages = test::own_stages(0, 20ms);
  setup.callbacks.sight = [&](const std::string& camera, const FrameResult& result) {
    told.note([&](Told& t) { ++t.sights[camera], t.last = result; });
  };
  setup.callbacks.track = [&](const std::string& camera, const Track&) {
    told.note([&](Told& t) { ++t.tracks[camera]; });
  };
  setup.callbacks.state = [&](const CameraStatus& status, bool gone) {
    told.note([&](Told& t) {
      t.states[status.name].push_back(status.state);
      t.gone[status.name] = gone;
    });
  };
  setup.callbacks.tally = [&](const audience::Tally& tally) {
    told.note([&](Told& t) {
      for (const auto& content : tally.contents)
        if (content.content == "soup") t.people = content.people;
    });
  };
  return setup;
}

RunConfig config_of() {
  RunConfig config;
  config.cameras = {{.name = "shelf", .input = "mine:1", .content = "soup"}};
  config.contents["soup"] = {"Soup of the week"};
  config.detect_fps = 20;
  config.workers = 1;
  config.audience.min_dwell_s = 0.2;
  return config;
}

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

/// Counts, and remembers how it was ended.
class Counter : public Sink {
 public:
  void open(const RunInfo& run) override { started_at = run.started_at; }
  void frame(const std::string&, const FrameResult&) override { ++frames; }
  void close(const Summary& summary) override {
    ++closed;
    inferred = summary.total.frames_inferred;
  }
  std::string started_at;
  int frames = 0, closed = 0;
  std::int64_t inferred = 0;
};

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
