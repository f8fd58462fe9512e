// Cameras that lie about what they send (tests/servers/hostile_cameras.py): refused, in bounded
// memory, and the process goes on.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "make_clip.h"
#include "media/network_guard.h"
#include "read_all.h"
#include "servers/server.h"
#include "video/live_source.h"

namespace mien::test {
namespace {

constexpr std::int64_t kMegabyte = 1 << 20;
/// What one lying camera may cost while it is listened to, of the 400 MB that it sends. Most lies
/// cost less than 40 MB; noise whose headers ask for large pictures up to 84, while FFmpeg probes
/// it.
constexpr std::int64_t kMost = 96 * kMegabyte;

/// The most that this process held since the count was reset.
class Peak {
 public:
  Peak() {
    std::ofstream("/proc/self/clear_refs") << "5";
    begin_ = read("VmRSS:");
  }
  std::int64_t grown() const { return read("VmHWM:") - begin_; }

 private:
  static std::int64_t read(const std::string& key) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
      std::int64_t kilobytes = 0;
      if (word == key && status >> kilobytes) return kilobytes * 1024;
    }
    return 0;
  }
  std::int64_t begin_ = 0;
};

class Hostile : public testing::TestWithParam<const char*> {};

/// Reads on until the camera is given up, or for some seconds.
void listen_to(const std::string& url) {
  std::atomic<bool> stop{false};
  std::jthread timer([&](std::stop_token done) {
    for (int i = 0; i < 400 && !done.stop_requested(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    stop = true;
  });
  try {
    const auto source = video::open_live(
        url, {.stop = &stop, .transport = Transport::tcp, .max_pixels = 16'000'000});
    Frame frame;
    while (source->read(frame) != video::LiveSource::Step::ended) {
    }
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input) << error.what();
  }
}

TEST_P(Hostile, TakesNoMoreMemoryThanItIsWorth) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer keeps memory that was given back";
#endif
  media::limit_allocations(16'000'000);
  const Server server("hostile_cameras.py", {"--megabytes", "400"});
  ASSERT_TRUE(server.listens());
  const std::string lie = GetParam();
  const std::size_t slash = lie.find('/');
  const Peak peak;
  listen_to(server.url(lie.substr(0, slash), lie.substr(slash + 1)));
  EXPECT_LT(peak.grown() / kMegabyte, kMost / kMegabyte) << "MB for " << lie;
}

INSTANTIATE_TEST_SUITE_P(Lies, Hostile,
                         testing::Values("rtsp/length", "rtsp/streams", "rtsp/headers", "rtsp/line",
                                         "rtsp/negative", "rtsp/parameters", "rtsp/elsewhere",
                                         "rtsp/fragment", "rtsp/noise", "rtsp/channel", "http/part",
                                         "http/boundary", "http/size", "http/large",
                                         "http/playlist", "http/variants", "http/segment",
                                         "http/key", "http/files", "http/zeros", "http/cookies",
                                         "http/titles", "http/chunk", "http/movie", "http/loop",
                                         "http/noise"),
                         [](const auto& lie) {
                           std::string name = lie.param;
                           std::ranges::replace(name, '/', '_');
                           return name;
                         });

TEST(HostileCameras, ACameraNamedByTheApiLeadsNowhereElse) {
  const auto nowhere = [](const Address&) { return false; };
  const Server server("hostile_cameras.py", {"--megabytes", "1"});
  ASSERT_TRUE(server.listens());
  for (const std::string& url : {server.url("http", "zeros"), server.url("rtsp", "noise"),
                                 "http://localhost:" + server.port() + "/zeros"}) {
    try {
      video::open_live(url, {.transport = Transport::tcp, .rule = nowhere});
      FAIL() << url;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("server.camera_inputs")) << url;
    }
  }
}

// The lie's server moves them to port 1 of this machine, which the rule sees as another address
// would be seen: by what it is asked.
TEST(HostileCameras, AskedForEachAddressThatAPlaylistNames) {
  const Server server("hostile_cameras.py", {"--megabytes", "1"});
  ASSERT_TRUE(server.listens());
  std::atomic<int> asked{0};
  const auto count = [&](const Address&) { return ++asked, true; };
  try {
    video::open_live(server.url("http", "segment"), {.transport = Transport::tcp, .rule = count});
  } catch (const Error&) {
  }
  EXPECT_GE(asked, 3) << "the playlist, and the segment that it names";
}

}  // namespace
}  // namespace mien::test
