// Which cameras run, and which of them count.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "notice/notice.h"
#include "oversight/camera_gate.h"

namespace mien::oversight {
namespace {

class CameraGateTest : public testing::Test {
 protected:
  void SetUp() override {
    gate_.emplace(folder_ / "mien.db", false, UtcOffset{});
    config_->server.listen = "0.0.0.0:8642";
    config_->cameras = {{.name = "aisle", .input = "x"}, {.name = "door", .input = "y"}};
  }
  void TearDown() override { gate_.reset(); }
  const CameraConfig& aisle() const { return config_->cameras[0]; }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  std::optional<CameraGate> gate_;
  std::shared_ptr<RunConfig> config_ = std::make_shared<RunConfig>();
};

// Whoever watches the cameras asks each second.
TEST_F(CameraGateTest, TheNoticesOfOneConfigurationAreMadeOnce) {
  gate_->holds().confirm("aisle",
                         {notice::notice_fingerprint(*config_, aisle()), "en", "ana", wall_now()});
  EXPECT_FALSE(gate_->held(config_, aisle()));
  EXPECT_TRUE(gate_->held(config_, config_->cameras[1]));
  config_->retention_days = 7;  // a configuration in force never changes: this one does, to see it
  EXPECT_FALSE(gate_->held(config_, aisle())) << "the notice is another one, and is not made again";
  const auto next = std::make_shared<const RunConfig>(*config_);
  EXPECT_TRUE(gate_->held(next, next->cameras[0])) << "of the next configuration it is";
}

TEST_F(CameraGateTest, SuspendedCamerasRun) {
  config_->server.require_notice = false;
  gate_->holds().pause("aisle", {"Ana", "moved", wall_now(), true});
  gate_->holds().pause("door", {"Ana", "inventory", wall_now()});
  EXPECT_THAT(gate_->suspended(*config_), testing::ElementsAre("aisle"));
  const RunConfig running = gate_->running(*config_);
  ASSERT_EQ(running.cameras.size(), 1u);
  EXPECT_EQ(running.cameras[0].name, "aisle");
}

// What leaves a camera asks for each frame: of the configuration in force, and no disk.
TEST_F(CameraGateTest, WhichFiguresAreSuspendedIsKnownFromTheLastLook) {
  gate_->holds().pause("aisle", {"Ana", "moved", wall_now(), true});
  EXPECT_FALSE(gate_->is_suspended("aisle")) << "nobody has looked yet";
  (void)gate_->running(*config_);
  EXPECT_TRUE(gate_->is_suspended("aisle"));
  EXPECT_FALSE(gate_->is_suspended("door"));
  EXPECT_FALSE(gate_->is_suspended("unknown"));
  gate_->holds().resume("aisle");
  EXPECT_TRUE(gate_->is_suspended("aisle"));
  (void)gate_->running(*config_);
  EXPECT_FALSE(gate_->is_suspended("aisle"));
}

}  // namespace
}  // namespace mien::oversight
