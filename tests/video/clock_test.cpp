// Recorders restart, clocks are set, files are joined, single times are wrong: every frame is read
// once, times go on evenly, and what was put right is said.
#include <algorithm>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "video/odd_clips.h"

namespace mien::test {
namespace {

using testing::HasSubstr;

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

// The fragment in which the clock steps back is one that libavformat hides, as players do.
TEST_F(Clock, StepsBackInAFragmentedMp4) {
  for (const int b_frames : {0, 2}) {
    const std::string bytes = fragmented({.b_frames = b_frames});
    const std::string notes = expect_even(put("a.mp4", shift_fragments(bytes, 6, -5)), 275);
    EXPECT_THAT(notes, HasSubstr("its clock steps back by 4.0"));
    EXPECT_THAT(notes, HasSubstr(" at 6.0"));
  }
}

TEST_F(Clock, StepsForwardInAFragmentedMp4) {
  const std::string notes = expect_even(put("a.mp4", shift_fragments(fragmented(), 6, 3600)), 300);
  EXPECT_THAT(notes, HasSubstr("its clock steps forward by 3600 s at 6.0"));
}

TEST_F(Clock, OneFragmentHoursOff) {
  const auto source =
      video::open_source(put("a.mp4", shift_fragments(fragmented(), 6, 37600, 7)));
  const auto seen = read_all(*source);
  EXPECT_EQ(seen.size(), 275U);
  for (std::size_t i = 1; i < seen.size(); ++i) {
    EXPECT_GT(seen[i].seconds, seen[i - 1].seconds);
    EXPECT_LT(seen[i].seconds, seen[i - 1].seconds + 1.2);
  }
  EXPECT_EQ(source->segments().size(), 1U);
  EXPECT_THAT(testing::PrintToString(source->notes()), HasSubstr("its clock steps 2 times"));
}

TEST_F(Clock, SingleFramesHoursOff) {
  for (const int b_frames : {0, 2}) {
    make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 299, .b_frames = b_frames});
    const std::string bytes = bytes_of(folder_ / "a.ts");
    for (const double by : {37600.0, 120.0}) {
      const std::string notes = expect_even(put("b.ts", shift_pictures(bytes, {60, 111, 160}, by)), 299);
      EXPECT_THAT(notes, HasSubstr("3 frames stated a wrong time, the first by"));
    }
    EXPECT_THAT(expect_even(put("c.ts", shift_pictures(bytes, {100}, 37600)), 299),
                HasSubstr("1 frame stated a wrong time, the first by"));
  }
}

// The times of the pictures around a stray frame stay what they were.
TEST_F(Clock, StraysMoveNoOther) {
  make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 200});
  const auto sound = read_all(folder_ / "a.ts");
  const auto odd =
      read_all(put("b.ts", shift_pictures(bytes_of(folder_ / "a.ts"), {60, 111}, 37600)));
  ASSERT_EQ(odd.size(), sound.size());
  for (std::size_t i = 0; i < odd.size(); ++i) EXPECT_NEAR(odd[i].seconds, sound[i].seconds, 0.002);
}

TEST_F(Clock, TransportStreamsJoined) {
  make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 200, .b_frames = 2});
  const std::string bytes = bytes_of(folder_ / "a.ts");
  EXPECT_THAT(expect_even(put("b.ts", bytes + bytes), 400), HasSubstr("its clock steps back by"));
  EXPECT_THAT(expect_even(put("c.ts", bytes + bytes + bytes), 600),
              HasSubstr("its clock steps 2 times, first back by"));
}

TEST_F(Clock, JoinedTransportStreamsOfHevcAreNotCalledDamaged) {
  ClipSpec spec{.encoder = "libx265", .width = 96, .height = 64, .frames = 100, .gop = 25};
  spec.b_frames = 2;
  make_clip(folder_ / "a.ts", spec);
  const std::string bytes = bytes_of(folder_ / "a.ts");
  EXPECT_THAT(expect_even(put("b.ts", bytes + bytes), 200), HasSubstr("its clock steps back by"));
}

// A pause of a recorder is no fault: what is between is seconds in which nobody was recorded.
TEST_F(Clock, PausesStay) {
  const std::string file = put("a.mp4", shift_fragments(fragmented(), 6, 20));
  const auto source = video::open_source(file);
  const auto seen = read_all(*source);
  ASSERT_EQ(seen.size(), 300U);
  EXPECT_NEAR(seen[150].seconds - seen[149].seconds, 20.04, 0.01);
  EXPECT_THAT(source->notes(), testing::IsEmpty());
}

TEST_F(Clock, AClockThatStandsStillIsReplacedByTheRate) {
  make_clip(folder_ / "a.mkv", {.width = 96, .height = 64, .frames = 100});
  std::string bytes = bytes_of(folder_ / "a.mkv");
  // Every block's time within its cluster becomes that of the first.
  for (std::size_t at = 0; (at = bytes.find('\xA3', at)) != std::string::npos; ++at) {
    const std::size_t length = static_cast<std::uint8_t>(bytes[at + 1]) & 0x80   ? 1
                               : static_cast<std::uint8_t>(bytes[at + 1]) & 0x40 ? 2
                                                                                 : 3;
    const std::size_t block = at + 1 + length;
    const bool plausible = block + 4 < bytes.size() && bytes[block] == '\x81' &&
                           (bytes[block + 3] & 0x7F) == 0;
    if (plausible) put_be(bytes, block + 1, 0, 2);
  }
  const auto source = video::open_source(put("still.mkv", bytes));
  const auto seen = read_all(*source);
  ASSERT_EQ(seen.size(), 100U);
  EXPECT_GT(seen.back().seconds, 3);
  EXPECT_THAT(testing::PrintToString(source->notes()), HasSubstr("state the time of the one before"));
}

TEST_F(Clock, SoundRecordingsSayNothing) {
  for (const std::string name : {"a.mp4", "a.mkv", "a.ts", "a.avi", "a.flv", "a.mov"}) {
    make_clip(folder_ / name, {.width = 96, .height = 64, .frames = 120, .b_frames = 2});
    EXPECT_EQ(expect_even((folder_ / name).string(), 120), "{}") << name;
  }
}

// Recordings joined byte after byte: players stop at the first, or mix the clocks.
TEST_F(Clock, JoinedFilesAreReadToTheLast) {
  for (const std::string ending : {"mkv", "mp4", "avi", "flv", "webm"}) {
    ClipSpec spec{.width = 96, .height = 64, .frames = 150};
    if (ending == "webm") spec.encoder = "libvpx";
    make_clip(folder_ / ("a." + ending), spec);
    spec.width = 128;
    make_clip(folder_ / ("b." + ending), spec);
    const std::string a = bytes_of(folder_ / ("a." + ending));
    const std::string b = bytes_of(folder_ / ("b." + ending));
    const std::string notes = expect_even(put("ab." + ending, a + b + a), 450);
    EXPECT_THAT(notes, HasSubstr("3 recordings lie one after another in it")) << ending;
    const auto seen = read_all((folder_ / ("ab." + ending)));
    EXPECT_EQ(seen[149].width, 96) << ending;
    EXPECT_EQ(seen[150].width, 128) << ending;
    EXPECT_EQ(seen[300].width, 96) << ending;
  }
}

// Live recorders do not know how long their Matroska will be.
TEST_F(Clock, JoinedMatroskaOfUnknownLength) {
  make_clip(folder_ / "a.mkv", {.width = 96, .height = 64, .frames = 150, .muxer_options = {{"live", "1"}}});
  const std::string a = bytes_of(folder_ / "a.mkv");
  EXPECT_THAT(expect_even(put("aa.mkv", a + a), 300), HasSubstr("2 recordings lie"));
}

TEST_F(Clock, ABrokenPartIsNamedAndTheOthersRead) {
  make_clip(folder_ / "a.mp4", {.width = 96, .height = 64, .frames = 150});
  const std::string a = bytes_of(folder_ / "a.mp4");
  std::string broken = a;
  const std::size_t at = broken.find("trak");
  broken.replace(at, 4, "free");
  const auto source = video::open_source(put("b.mp4", a + broken + a));
  EXPECT_EQ(read_all(*source).size(), 300U);
  EXPECT_EQ(source->damaged_packets(), 1);
  EXPECT_THAT(source->damage(), HasSubstr("recording 2 of 3 in it"));
}

// Several descriptions in one track: each worker must know which one holds where it begins.
TEST_F(Clock, SampleDescriptionsThatChangeMidway) {
  make_clip(folder_ / "a.mp4", {.width = 96, .height = 64, .frames = 200, .gop = 25});
  make_clip(folder_ / "b.mp4",
            {.width = 96, .height = 64, .frames = 200, .gop = 25, .options = {{"qp", "30"}}});
  make_clip(folder_ / "c.mp4", {.width = 128, .height = 96, .frames = 100, .gop = 25});
  write_described(folder_ / "same.mp4", {folder_ / "a.mp4", folder_ / "a.mp4"});
  expect_even((folder_ / "same.mp4").string(), 400);
  write_described(folder_ / "two.mp4", {folder_ / "a.mp4", folder_ / "b.mp4"});
  expect_even((folder_ / "two.mp4").string(), 400);
  write_described(folder_ / "three.mp4", {folder_ / "a.mp4", folder_ / "c.mp4", folder_ / "b.mp4"});
  expect_even((folder_ / "three.mp4").string(), 500);
  const auto seen = read_all(folder_ / "three.mp4");
  ASSERT_EQ(seen.size(), 500U);
  EXPECT_EQ(seen[199].width, 96);
  EXPECT_EQ(seen[200].width, 128);
  EXPECT_EQ(seen[300].width, 96);
}

// What is looked at must be the same frames at the same times, whatever is left undecoded.
TEST_F(Clock, SkippingChangesNoAnswer) {
  make_clip(folder_ / "a.mkv", {.width = 96, .height = 64, .frames = 200, .gop = 50, .b_frames = 2});
  make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 200, .gop = 50, .b_frames = 2});
  const std::string mkv = bytes_of(folder_ / "a.mkv"), ts = bytes_of(folder_ / "a.ts");
  const std::vector<std::string> files{
      put("joined.mkv", mkv + mkv), put("joined.ts", ts + ts),
      put("strays.ts", shift_pictures(ts, {60, 111, 160}, 37600)),
      put("steps.mp4", shift_fragments(fragmented({.b_frames = 2}), 6, -4))};
  for (const std::string& file : files)
    for (const double fps : {0.4, 5.0}) {
      const auto all = video::open_source(file), some = video::open_source(file, {.look_fps = fps});
      const auto whole = read_all(*all), thin = read_all(*some);
      EXPECT_EQ(static_cast<std::int64_t>(thin.size()) + some->skipped_frames(),
                static_cast<std::int64_t>(whole.size()))
          << file;
      for (const Seen& frame : thin) {
        ASSERT_LT(static_cast<std::size_t>(frame.index), whole.size()) << file;
        const Seen& same = whole[static_cast<std::size_t>(frame.index)];
        EXPECT_EQ(frame.seconds, same.seconds) << file << ", frame " << frame.index;
        EXPECT_EQ(frame.hash, same.hash) << file << ", frame " << frame.index;
      }
      EXPECT_EQ(some->notes(), all->notes()) << file;
    }
}

TEST_F(Clock, RecordingsThatWereReadWrongly) {
  const char* shared = std::getenv("MIEN_SHARED");
  if (!shared) GTEST_SKIP() << "needs MIEN_SHARED, the folder of development data";
  const auto inputs = std::filesystem::path(shared) / "inputs";
  EXPECT_THAT(expect_even((inputs / "restart.mp4").string(), 475), HasSubstr("steps back"));
  EXPECT_THAT(expect_even((inputs / "cat.mkv").string(), 400), HasSubstr("2 recordings"));
  EXPECT_THAT(expect_even((inputs / "ts_fut3.ts").string(), 300), HasSubstr("3 frames stated"));
  expect_even((inputs / "two_same.mp4").string(), 400);
  expect_even((inputs / "raw_mjpeg.dat").string(), 50);
}

}  // namespace
}  // namespace mien::test
