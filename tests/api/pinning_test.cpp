// Where workers cannot be pinned, whoever asked for it is told. No model, no file.
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/told.h"
#include "live/live.h"

namespace mien {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

/// hwloc tells of one CPU, which is not there: nothing can be bound to it.
class Pinning : public testing::Test {
 protected:
  void SetUp() override {
    setenv("HWLOC_SYNTHETIC", "core:1 pu:1(indexes=4000)", 1);
    setenv("HWLOC_THISSYSTEM", "1", 1);
  }
  void TearDown() override {
    unsetenv("HWLOC_SYNTHETIC");
    unsetenv("HWLOC_THISSYSTEM");
  }

  static RunConfig pinned(const std::string& approach) {
    RunConfig config;
    config.cameras = {{.name = "a", .input = "mine"}};
    config.approach = approach;
    config.detect_fps = 0;
    config.workers = 2;
    config.tuning.pin = Pin::cores;
    return config;
  }
  static std::vector<std::string> incidents_of(const std::string& approach) {
    RunHooks hooks;
    hooks.stages = test::own_stages(10);
    return run(pinned(approach), {}, {}, hooks).incidents;
  }
};

TEST_F(Pinning, IsToldOfARunWhereItIsRefused) {
  EXPECT_THAT(incidents_of("cnn-per-core"), ElementsAre(StartsWith("workers are not pinned: ")));
}

// One thread of mien's starts them: pinned, it would leave all of them one core.
TEST_F(Pinning, IsNotOfWorkersThatAreNotMiens) {
  EXPECT_THAT(incidents_of("cnn-streams"), IsEmpty());
}

TEST_F(Pinning, IsToldOnceOfLiveCamerasWhereItIsRefused) {
  test::Told told;
  std::vector<std::string> said;  // guarded by `told`
  live::LiveHooks hooks;
  hooks.incident = [&](const std::string& words) {
    told.note([&](test::Told&) { said.push_back(words); });
  };
  hooks.stages = test::own_stages(0, 20ms);
  RunConfig config = pinned("auto");
  config.detect_fps = 20;
  live::LiveRuntime cameras(config, {}, {}, std::move(hooks));
  cameras.start();
  EXPECT_TRUE(told.comes([&](test::Told&) { return !said.empty(); }));
  cameras.stop();
  EXPECT_THAT(said, ElementsAre(StartsWith("workers are not pinned: ")));
}

}  // namespace
}  // namespace mien
