#pragma once
/// \file A live source that replays a clip.

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "make_clip.h"
#include "read_all.h"
#include "video/live_source.h"

namespace mien::test {

using Step = video::LiveSource::Step;

class LiveSourceTest : public testing::Test {
 protected:
  std::unique_ptr<video::LiveSource> open(const ClipSpec& spec, const std::string& name = "a.mp4") {
    make_clip(folder_ / name, spec);
    return video::open_live("loop:" + (folder_ / name).string(), {.stop = &stop_});
  }
  /// Pictures given until the camera has sent `sent` in all. `given`: called for each.
  static std::vector<Seen> read_until(
      video::LiveSource& source, std::int64_t sent, const std::function<void()>& given = [] {}) {
    std::vector<Seen> seen;
    Frame frame;
    while (source.pictures_sent() < sent) {
      const Step step = source.read(frame);
      if (step == Step::ended) break;
      if (step != Step::frame) continue;
      seen.push_back({0, frame.info.seconds, hash_of(frame), frame.info.width, 0});
      given();
    }
    return seen;
  }

  TemporaryFolder folder_;
  std::atomic<bool> stop_{false};
};

}  // namespace mien::test
