// Frames that nobody looks at may stay undecoded; those that are looked at must be what they always
// were.
#include <algorithm>
#include <map>
#include <numeric>
#include <regex>

#include <gtest/gtest.h>

#include "base/sampler.h"
#include "clip_cases.h"
#include "read_all.h"

namespace mien::test {
namespace {

class Skipping : public testing::TestWithParam<ClipCase> {};

std::vector<Seen> due_of(const std::vector<Seen>& frames, double fps, double stream_fps) {
  Sampler sampler(fps, stream_fps);
  std::vector<Seen> due;
  for (const Seen& frame : frames)
    if (sampler.due(frame.seconds)) due.push_back(frame);
  return due;
}

// Segments in the order given: what is due in each is the same frame, by place, time and content.
// Returns how many stayed undecoded.
std::int64_t expect_due_frames(const std::string& file, double fps, bool backwards) {
  const auto all = video::open_source(file);
  const auto some = video::open_source(file, {.look_fps = fps});
  std::vector<Segment> segments = all->segments();
  if (backwards) std::ranges::reverse(segments);
  for (const Segment& segment : segments) {
    all->seek(segment);
    some->seek(segment);
    const std::int64_t before = some->skipped_frames();
    const auto whole = read_all(*all), thin = read_all(*some);
    EXPECT_EQ(static_cast<std::int64_t>(thin.size()) + some->skipped_frames() - before,
              static_cast<std::int64_t>(whole.size()));
    const auto due = due_of(whole, fps, all->info().fps), seen = due_of(thin, fps, all->info().fps);
    EXPECT_EQ(seen.size(), due.size());
    for (std::size_t i = 0; i < std::min(seen.size(), due.size()); ++i) {
      EXPECT_EQ(seen[i].index, due[i].index);
      EXPECT_EQ(seen[i].seconds, due[i].seconds);
      EXPECT_EQ(seen[i].hash, due[i].hash) << "frame " << due[i].index;
    }
  }
  EXPECT_EQ(some->damaged_packets(), 0) << some->damage();
  return some->skipped_frames();
}

TEST_P(Skipping, LeavesWhatIsLookedAtAsItIs) {
  const TemporaryFolder folder;
  const std::string file = folder / GetParam().file;
  make_clip(file, GetParam().spec);
  for (const double fps : {0.4, 5.0, 12.5}) {
    const std::int64_t skipped = expect_due_frames(file, fps, false);
    EXPECT_EQ(expect_due_frames(file, fps, true), skipped) << "whoever read the segment before";
  }
}

INSTANTIATE_TEST_SUITE_P(Codecs, Skipping, testing::ValuesIn(clip_cases()),
                         [](const auto& info) { return info.param.name; });

/// Share of the frames that stay undecoded.
double skipped_share(const ClipSpec& spec, double fps, const std::string& name = "a.mp4") {
  const TemporaryFolder folder;
  make_clip(folder / name, spec);
  const auto source = video::open_source(folder / name, {.look_fps = fps});
  read_all(*source);
  return static_cast<double>(source->skipped_frames()) / spec.frames;
}

TEST(SkippedFrames, AreThoseThatNothingRefersTo) {
  // Two of three are B frames that are not referred to; one in five is looked at.
  ClipSpec spec = clip("libx264", 2, false);
  spec.options = {{"b_strategy", "0"}, {"b-pyramid", "none"}};
  EXPECT_GT(skipped_share(spec, 5), 0.45);
  EXPECT_GT(skipped_share(clip("libx265", 3, false), 5), 0.3);
}

TEST(SkippedFrames, AreThoseBetweenTheLastLookAndTheNextKeyframe) {
  // Groups of 25 without B frames: after the look at 20 of 25, four stay.
  EXPECT_NEAR(skipped_share(clip("libx264", 0, false), 5), 0.16, 0.02);
  // A keyframe now and then is all that one look in 2.5 seconds needs.
  EXPECT_GT(skipped_share(clip("libx264", 0, false), 0.4), 0.85);
}

TEST(SkippedFrames, AreAllOthersWhereEachIsAKeyframe) {
  ClipSpec intra = clip("mjpeg", 0, true);
  intra.format = AV_PIX_FMT_YUVJ420P;
  EXPECT_NEAR(skipped_share(intra, 5, "a.mov"), 0.8, 0.01);
}

TEST(SkippedFrames, AreNoneWhereAllAreLookedAt) {
  EXPECT_EQ(skipped_share(clip("libx264", 2, false), 0), 0);
}

// Recorded from a stream that ran already: what lacks its references is neither looked at nor left
// out.
TEST(SkippedFrames, AreNotThoseThatCannotBeDecodedAtTheBegin) {
  const TemporaryFolder folder;
  const auto expect = [&](const std::string& file, std::int64_t decodable, const char* note) {
    for (const double fps : {0.0, 0.4, 5.0}) {
      const auto source = video::open_source(folder / file, {.look_fps = fps});
      const auto read = static_cast<std::int64_t>(read_all(*source).size());
      EXPECT_EQ(read + source->skipped_frames(), decodable) << file << ", " << fps;
      const std::vector<std::string> notes = source->notes();
      EXPECT_EQ(notes.size(), *note ? 1u : 0u) << file << ", " << fps;
      for (const std::string& words : notes)
        EXPECT_TRUE(std::regex_match(words, std::regex(note))) << file << ": " << words;
    }
  };
  const auto cut = [&](const std::string& name, const ClipSpec& spec) {
    make_clip(folder / "whole.ts", spec);
    write_file(folder / name, bytes_of(folder / "whole.ts").substr(188 * 20));
  };
  cut("h264.ts", clip("libx264", 2, false));
  expect("h264.ts", 420 - 25,
         "begins between keyframes: its first (1?[1-9]|2[0-4]) pictures? cannot be decoded");
  make_clip(folder / "open.mkv", clip("libx264", 3, true));
  expect("open.mkv", 420, "");
  make_clip(folder / "mjpeg.mov", clip_cases()[12].spec);
  expect("mjpeg.mov", 420, "");
}

}  // namespace
}  // namespace mien::test
