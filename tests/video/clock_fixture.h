#pragma once
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "odd_clips.h"

namespace mien::test {

class Clock : public testing::Test {
 protected:
  /// Reads by segments, in order and backwards, and straight: all must see `frames` frames, of a
  /// rate of `fps` frames a second, with times that rise and never leap.
  std::string expect_even(const std::string& file, std::size_t frames, double fps = 25) {
    const auto straight = video::open_source(file);
    const auto all = read_all(*straight);
    EXPECT_EQ(all.size(), frames) << file << ": " << straight->damage();
    EXPECT_EQ(straight->damaged_packets(), 0) << straight->damage();
    for (std::size_t i = 1; i < all.size(); ++i) {
      EXPECT_GT(all[i].seconds, all[i - 1].seconds) << "frame " << i;
      EXPECT_LT(all[i].seconds, all[i - 1].seconds + 3 / fps) << "frame " << i;
      EXPECT_EQ(all[i].index, all[i - 1].index + 1);
    }
    if (!all.empty()) {
      EXPECT_EQ(all[0].seconds, 0);
      EXPECT_NEAR(all.back().seconds, static_cast<double>(frames - 1) / fps, 3 / fps);
    }
    for (const bool backwards : {false, true}) {
      const auto source = video::open_source(file);
      std::vector<Segment> segments = source->segments();
      if (backwards) std::reverse(segments.begin(), segments.end());
      std::vector<Seen> seen;
      for (const Segment& segment : segments) {
        source->seek(segment);
        const auto part = read_all(*source);
        seen.insert(backwards ? seen.begin() : seen.end(), part.begin(), part.end());
      }
      EXPECT_EQ(seen.size(), all.size());
      for (std::size_t i = 0; i < std::min(seen.size(), all.size()); ++i) {
        EXPECT_EQ(seen[i].seconds, all[i].seconds) << "frame " << i;
        EXPECT_EQ(seen[i].hash, all[i].hash) << "frame " << i;
      }
    }
    return testing::PrintToString(straight->notes());
  }

  std::string fragmented(ClipSpec spec = {}) {
    spec.width = 96, spec.height = 64, spec.frames = 300, spec.gop = 25;
    spec.muxer_options = {{"movflags", "frag_keyframe+empty_moov+default_base_moof"}};
    make_clip(folder_ / "fragmented.mp4", spec);
    return bytes_of(folder_ / "fragmented.mp4");
  }
  std::string put(const std::string& name, const std::string& bytes) {
    write_file(folder_ / name, bytes);
    return (folder_ / name).string();
  }

  TemporaryFolder folder_;
};

}  // namespace mien::test
