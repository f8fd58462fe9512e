// Several recordings in one file, and several descriptions in one track: read to the last.
#include "video/joined.h"

#include <algorithm>

#include "clock_fixture.h"
#include "video/joined_ts.h"

namespace mien::test {
namespace {

using testing::Contains, testing::HasSubstr, testing::Not;

using Joined = Clock;

std::unique_ptr<media::Bytes> view(const std::string& bytes) {
  return media::view_memory({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

// Recordings joined byte after byte: players stop at the first, or mix the clocks.
TEST_F(Joined, JoinedFilesAreReadToTheLast) {
  for (const std::string ending : {"mkv", "mp4", "avi", "flv", "webm", "wmv", "ivf"}) {
    ClipSpec spec{.width = 96, .height = 64, .frames = 150};
    if (ending == "webm" || ending == "ivf") spec.encoder = "libvpx";
    if (ending == "wmv") spec.encoder = "wmv2";
    make_clip(folder_ / ("a." + ending), spec);
    spec.width = 128;
    spec.frames = 25;
    make_clip(folder_ / ("b." + ending), spec);
    const std::string a = bytes_of(folder_ / ("a." + ending));
    const std::string b = bytes_of(folder_ / ("b." + ending));
    const std::string notes = expect_even(put("ab." + ending, a + b + a), 325);
    EXPECT_THAT(notes, HasSubstr("contains 3 recordings one after another")) << ending;
    const auto source = video::open_source(folder_ / ("ab." + ending));
    const double a_s = video::open_source(folder_ / ("a." + ending))->info().seconds;
    const double b_s = video::open_source(folder_ / ("b." + ending))->info().seconds;
    EXPECT_NEAR(source->info().seconds, a_s + b_s + a_s, 1e-3) << ending;
    const auto seen = read_all((folder_ / ("ab." + ending)));
    EXPECT_EQ(seen[149].width, 96) << ending;
    EXPECT_EQ(seen[150].width, 128) << ending;
    EXPECT_EQ(seen[175].width, 96) << ending;
  }
}

// A recorder lost its power, and began anew in the same file. As seen: of two Windows media files
// two thirds were lost, unsaid.
TEST_F(Joined, ARecordingBehindOneThatIsCutOffIsReadWhole) {
  for (const std::string ending : {"wmv", "mkv", "avi", "flv", "ivf"}) {
    ClipSpec spec{.width = 96, .height = 64, .frames = 150};
    if (ending == "ivf") spec.encoder = "libvpx";
    if (ending == "wmv") spec.encoder = "wmv2";
    make_clip(folder_ / ("a." + ending), spec);
    spec.width = 128;
    make_clip(folder_ / ("b." + ending), spec);
    const std::string a = bytes_of(folder_ / ("a." + ending));
    const std::string b = bytes_of(folder_ / ("b." + ending));
    for (const std::size_t cut : {a.size() / 3, a.size() * 2 / 3}) {
      const auto source = video::open_source(put("ab." + ending, a.substr(0, cut) + b));
      const auto seen = read_all(*source);
      EXPECT_EQ(std::ranges::count(seen, 128, &Seen::width), 150) << ending << ", " << cut;
      EXPECT_GE(std::ranges::count(seen, 96, &Seen::width), 20) << ending << ", " << cut;
      EXPECT_GE(source->damaged_packets(), 1) << ending << ", " << cut;
    }
  }
}

// A demuxer would go on in the first coding, and find nothing but damage.
TEST_F(Joined, TransportStreamsOfOtherCodingsAreReadToTheLast) {
  make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 150});
  make_clip(folder_ / "b.ts",
            {.encoder = "mpeg2video", .width = 128, .height = 96, .frames = 150, .gop = 25});
  const std::string a = bytes_of(folder_ / "a.ts"), b = bytes_of(folder_ / "b.ts");
  const std::string notes = expect_even(put("ab.ts", a + b), 300);
  EXPECT_THAT(notes, HasSubstr("contains 2 recordings one after another"));
  const auto seen = read_all(folder_ / "ab.ts");
  EXPECT_EQ(seen[149].width, 96);
  EXPECT_EQ(seen[150].width, 128);
  expect_even(put("ba.ts", b + a), 300);
  // Cut off within a packet, and so long that its tables are not looked at one by one.
  std::string hour;
  for (int i = 0; i < 8; ++i) hour += a;
  for (const std::string& cut : {hour, hour.substr(0, hour.size() - 100)}) {
    const auto source = video::open_source(put("long.ts", cut + b));
    EXPECT_THAT(source->notes(), Contains(HasSubstr("contains 2 recordings")));
    EXPECT_EQ(std::ranges::count(read_all(*source), 128, &Seen::width), 150);
    const auto whole = video::transport_begins(*view(cut + b));
    EXPECT_EQ(video::transport_begins(*view(cut + b), 0), whole) << "as of files of gigabytes";
  }
}

// An advertisement of a second, in another coding, between two looks at the tables.
TEST_F(Joined, AShortPartOfAnotherCodingIsReadToo) {
  make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 150});
  make_clip(folder_ / "b.ts",
            {.encoder = "mpeg2video", .width = 128, .height = 96, .frames = 5, .gop = 5});
  const std::string a = bytes_of(folder_ / "a.ts"), b = bytes_of(folder_ / "b.ts");
  ASSERT_LT(b.size(), 20'000U);
  const auto source = video::open_source(put("aba.ts", a + b + a + a + b + a));
  EXPECT_THAT(source->notes(), Contains(HasSubstr("contains 5 recordings")));
  const auto seen = read_all(*source);
  EXPECT_EQ(std::ranges::count(seen, 128, &Seen::width), 10);
  EXPECT_EQ(std::ranges::count(seen, 96, &Seen::width), 600);
}

TEST_F(Joined, TransportStreamsOfOneCodingStayOne) {
  make_clip(folder_ / "a.ts", {.width = 96, .height = 64, .frames = 150});
  const std::string a = bytes_of(folder_ / "a.ts");
  const auto source = video::open_source(put("aa.ts", a + a));
  EXPECT_THAT(source->notes(), Not(Contains(HasSubstr("recordings"))));
  // Tables that make no sense lead nowhere.
  std::string broken = a;
  for (std::size_t i = 3; i < broken.size(); i += 7) broken[i] = static_cast<char>(i * 31);
  for (std::size_t size = 0; size < 2000; size += 13)
    EXPECT_EQ(video::joined_recordings(*view(broken.substr(0, size))).size(), 1U);
}

// Live recorders do not know how long their Matroska will be.
TEST_F(Joined, JoinedMatroskaOfUnknownLength) {
  make_clip(folder_ / "a.mkv",
            {.width = 96, .height = 64, .frames = 150, .muxer_options = {{"live", "1"}}});
  const std::string a = bytes_of(folder_ / "a.mkv");
  EXPECT_THAT(expect_even(put("aa.mkv", a + a), 300), HasSubstr("contains 2 recordings"));
}

TEST_F(Joined, ABrokenPartIsNamedAndTheOthersRead) {
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
TEST_F(Joined, SampleDescriptionsThatChangeMidway) {
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

}  // namespace
}  // namespace mien::test
