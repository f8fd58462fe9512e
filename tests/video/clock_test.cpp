// Recorders restart, clocks are set, files are joined, single times are wrong: every frame is read
// once, times go on evenly, and what was put right is said.
#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "base/timeline.h"
#include "clock_fixture.h"

namespace mien::test {
namespace {

using testing::HasSubstr;

// The fragment in which the clock steps back is one that libavformat hides, as players do.
TEST_F(Clock, StepsBackInAFragmentedMp4) {
  for (const int b_frames : {0, 2}) {
    const std::string bytes = fragmented({.b_frames = b_frames});
    const std::string notes = expect_even(put("a.mp4", shift_fragments(bytes, 6, -5)), 275);
    EXPECT_THAT(notes, HasSubstr("its clock jumps back by 4.0"));
    EXPECT_THAT(notes, HasSubstr(" at 6.0"));
  }
}

TEST_F(Clock, StepsForwardInAFragmentedMp4) {
  const std::string notes = expect_even(put("a.mp4", shift_fragments(fragmented(), 6, 3600)), 300);
  EXPECT_THAT(notes, HasSubstr("its clock jumps forward by 3600 s at 6.0"));
}

TEST_F(Clock, OneFragmentHoursOff) {
  const auto source = video::open_source(put("a.mp4", shift_fragments(fragmented(), 6, 37600, 7)));
  const auto seen = read_all(*source);
  EXPECT_EQ(seen.size(), 275U);
  for (std::size_t i = 1; i < seen.size(); ++i) {
    EXPECT_GT(seen[i].seconds, seen[i - 1].seconds);
    EXPECT_LT(seen[i].seconds, seen[i - 1].seconds + 1.2);
  }
  EXPECT_EQ(source->segments().size(), 1U);
  EXPECT_THAT(testing::PrintToString(source->notes()), HasSubstr("its clock jumps 2 times"));
}

TEST_F(Clock, SingleFramesHoursOff) {
  for (const int b_frames : {0, 2}) {
    make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 299, .b_frames = b_frames});
    const std::string bytes = bytes_of(folder_ / "a.ts");
    for (const double by : {37600.0, 120.0}) {
      const std::string notes =
          expect_even(put("b.ts", shift_pictures(bytes, {60, 111, 160}, by)), 299);
      EXPECT_THAT(notes, HasSubstr("3 frames stated a wrong time, the first by"));
    }
    EXPECT_THAT(expect_even(put("c.ts", shift_pictures(bytes, {100}, 37600)), 299),
                HasSubstr("1 frame stated a wrong time, the first by"));
  }
}

// Less than a pause may last, so that only the frame behind tells.
TEST_F(Clock, SingleFramesSecondsEarly) {
  for (const int b_frames : {0, 2}) {
    make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 299, .b_frames = b_frames});
    const std::string odd = shift_pictures(bytes_of(folder_ / "a.ts"), {90, 111, 160}, -3);
    EXPECT_THAT(expect_even(put("b.ts", odd), 299),
                HasSubstr("3 frames stated a wrong time, the first by 3.00 s"));
  }
}

// Times were set where packets were, so that pictures of both clocks are shown in turns.
TEST_F(Clock, StepsBackAmongReorderedPictures) {
  make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 299, .b_frames = 3});
  const std::string bytes = bytes_of(folder_ / "a.ts");
  for (const int first : {150, 151, 152, 153}) {
    std::vector<int> rest(299 - static_cast<std::size_t>(first));
    std::iota(rest.begin(), rest.end(), first);
    EXPECT_THAT(expect_even(put("b.ts", shift_pictures(bytes, rest, -5)), 299),
                HasSubstr("its clock jumps"));
  }
}

// A frame that is not behind the one before lasts as long as any other.
TEST(Timeline, TimesThatFallALittleTakeAsLongAsTheFrames) {
  for (const int per_frame : {-1, 0}) {
    Timeline timeline({.unit = 0.01, .frame_seconds = 0.04});
    double seconds = 0;
    for (int frame = 0; frame < 100; ++frame) seconds = timeline.at(500 + per_frame * frame);
    EXPECT_NEAR(seconds, 99 * 0.04, 0.2) << per_frame;
  }
}

// Parts of one file: by the same clock, a pause is one; by a clock that began anew, or leapt, they
// lie end to end.
TEST(Timeline, APauseBetweenPartsLastsAsLongAsTheirClockSays) {
  for (const auto& [begins, expected] :
       {std::pair{3000, 30.0}, {40, 1.0}, {0, 1.0}, {100'000, 1.0}}) {
    Timeline timeline({.unit = 0.01, .known_start = true, .frame_seconds = 0.04});
    for (int frame = 0; frame < 25; ++frame) timeline.at(4 * frame);
    timeline.append({.unit = 0.01, .start = begins, .known_start = true, .frame_seconds = 0.04});
    EXPECT_NEAR(timeline.at(begins), expected, 1e-9) << begins;
    EXPECT_NEAR(timeline.at(begins + 4), expected + 0.04, 1e-9) << begins;
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
  EXPECT_THAT(expect_even(put("b.ts", bytes + bytes), 400), HasSubstr("its clock jumps back by"));
  EXPECT_THAT(expect_even(put("c.ts", bytes + bytes + bytes), 600),
              HasSubstr("its clock jumps 2 times, the first back by"));
}

TEST_F(Clock, JoinedTransportStreamsOfHevcAreNotCalledDamaged) {
  ClipSpec spec{.encoder = "libx265", .width = 96, .height = 64, .frames = 100, .gop = 25};
  spec.b_frames = 2;
  make_clip(folder_ / "a.ts", spec);
  const std::string bytes = bytes_of(folder_ / "a.ts");
  EXPECT_THAT(expect_even(put("b.ts", bytes + bytes), 200), HasSubstr("its clock jumps back by"));
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
  for (std::size_t at = bytes.find("\x1F\x43\xB6\x75");
       (at = bytes.find('\xA3', at)) != std::string::npos; ++at) {
    const std::size_t length = static_cast<std::uint8_t>(bytes[at + 1]) & 0x80   ? 1
                               : static_cast<std::uint8_t>(bytes[at + 1]) & 0x40 ? 2
                                                                                 : 3;
    const std::size_t block = at + 1 + length;
    const bool plausible =
        block + 4 < bytes.size() && bytes[block] == '\x81' && (bytes[block + 3] & 0x7F) == 0;
    if (plausible) put_be(bytes, block + 1, 0, 2);
  }
  const auto source = video::open_source(put("still.mkv", bytes));
  const auto seen = read_all(*source);
  ASSERT_EQ(seen.size(), 100U);
  EXPECT_GT(seen.back().seconds, 3);
  EXPECT_THAT(testing::PrintToString(source->notes()),
              HasSubstr("state the time of the one before"));
}

TEST_F(Clock, SoundRecordingsSayNothing) {
  for (const std::string name : {"a.mp4", "a.mkv", "a.ts", "a.avi", "a.flv", "a.mov"}) {
    make_clip(folder_ / name, {.width = 96, .height = 64, .frames = 120, .b_frames = 2});
    EXPECT_EQ(expect_even((folder_ / name).string(), 120), "{}") << name;
  }
}

// What is looked at must be the same frames at the same times, whatever is left undecoded.
TEST_F(Clock, SkippingChangesNoAnswer) {
  make_clip(folder_ / "a.mkv",
            {.width = 96, .height = 64, .frames = 200, .gop = 50, .b_frames = 2});
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
  EXPECT_THAT(expect_even((inputs / "restart.mp4").string(), 475), HasSubstr("jumps back"));
  EXPECT_THAT(expect_even((inputs / "cat.mkv").string(), 400), HasSubstr("2 recordings"));
  EXPECT_THAT(expect_even((inputs / "ts_fut3.ts").string(), 300), HasSubstr("3 frames stated"));
  expect_even((inputs / "two_same.mp4").string(), 400);
  expect_even((inputs / "raw_mjpeg.dat").string(), 50);
}

}  // namespace
}  // namespace mien::test
