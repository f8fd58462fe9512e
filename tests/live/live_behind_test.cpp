// A camera that sends faster than its pictures are decoded.
#include <chrono>
#include <thread>

#include "live_fixture.h"
#include "video/live_source.h"

namespace mien::test {
namespace {

constexpr int kFps = 25;

class LiveBehind : public LiveTest {
 protected:
  void SetUp() override {
    LiveTest::SetUp();
    if (IsSkipped()) return;
    const std::string file =
        clip("a.mp4", {.width = 64, .height = 48, .fps = kFps, .frames = 10 * kFps, .gop = kFps});
    server_ = std::make_unique<Server>("rtsp_server.py", std::vector<std::string>{"a=" + file});
    if (!server_->listens()) GTEST_SKIP() << "GStreamer's RTSP server is not installed";
    source_ =
        video::open_live(server_->url("rtsp", "a"), {.stop = &stop_, .transport = Transport::tcp});
  }

  /// Reads for a while; each picture takes `ms` more. `seen`: called for each.
  void read(double seconds, double ms, const std::function<void(const Frame&)>& seen) {
    Frame frame;
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (std::chrono::steady_clock::now() < end) {
      const auto step = source_->read(frame);
      ASSERT_NE(step, video::LiveSource::Step::ended);
      if (step != video::LiveSource::Step::frame) continue;
      seen(frame);
      std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(ms));
    }
  }

  std::atomic<bool> stop_{false};
  std::unique_ptr<Server> server_;
  std::unique_ptr<video::LiveSource> source_;
};

// Half of what comes can be decoded: groups are passed over, and what is seen is a second old or
// little more, however long it lasts.
TEST_F(LiveBehind, GroupsArePassedOverAndNothingGetsOlder) {
  double most = 0, last = -1;
  int pictures = 0;
  read(12, 2e3 / kFps, [&](const Frame& frame) {
    most = std::max(most, source_->behind_ms());
    if (frame.info.seconds < 0) return;  // the first ones have no time
    EXPECT_GT(frame.info.seconds, last);
    last = frame.info.seconds;
    ++pictures;
  });
  EXPECT_GT(most, 500);
  EXPECT_LT(most, 2000);
  EXPECT_GT(source_->passed_over(), 2 * kFps);
  EXPECT_GT(pictures, 3 * kFps);
  EXPECT_GT(last, 9) << "by the camera's clock it is where it would be without delay";
  EXPECT_EQ(source_->damaged_packets(), 0) << source_->damage();
}

TEST_F(LiveBehind, WhoWasHeldUpOnceReadsOnFromThere) {
  int pictures = 0;
  double late = 0;
  read(6, 0, [&](const Frame&) {
    if (++pictures == 2 * kFps) std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    late = std::max(late, source_->behind_ms());
  });
  EXPECT_GT(late, 1000);
  EXPECT_LT(source_->behind_ms(), 500);
  EXPECT_EQ(source_->passed_over(), 0);
  EXPECT_GT(pictures, 5 * kFps);
}

TEST_F(LiveBehind, WhoKeepsUpMissesNothing) {
  int opening = 0, pictures = 0;
  bool now = false;
  read(3, 0, [&](const Frame&) {
    ++pictures;
    opening += source_->opening();
    EXPECT_FALSE(now && source_->opening()) << "only where the connection begins";
    now |= !source_->opening();
  });
  EXPECT_TRUE(now);
  EXPECT_LT(opening, kFps);
  EXPECT_GT(pictures, 2 * kFps);
  EXPECT_EQ(source_->passed_over(), 0);
}

}  // namespace
}  // namespace mien::test
