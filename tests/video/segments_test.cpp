// Workers share a recording by its segments: together they must see exactly what one reader sees.
#include <algorithm>
#include <atomic>
#include <numeric>

#include <gtest/gtest.h>

#include "clip_cases.h"
#include "read_all.h"

namespace mien::test {
namespace {

class Segments : public testing::TestWithParam<ClipCase> {};

void expect_same(Source& source, const std::vector<Segment>& segments,
                 const std::vector<std::size_t>& order, const std::vector<Seen>& straight) {
  std::vector<std::vector<Seen>> parts(segments.size());
  for (const std::size_t k : order) {
    source.seek(segments[k]);
    parts[k] = read_all(source);
  }
  std::size_t at = 0;
  for (const std::vector<Seen>& part : parts) {
    std::int64_t index = 0;
    for (const Seen& seen : part) {
      ASSERT_LT(at, straight.size());
      ASSERT_EQ(seen.index, index++);
      ASSERT_EQ(seen.seconds, straight[at].seconds) << "frame " << at;
      ASSERT_EQ(seen.hash, straight[at].hash) << "frame " << at;
      ++at;
    }
  }
  EXPECT_EQ(at, straight.size());
}

TEST_P(Segments, TogetherGiveTheStraightRead) {
  const TemporaryFolder folder;
  const auto file = folder / GetParam().file;
  make_clip(file, GetParam().spec);
  const std::vector<Seen> straight = read_all(file);
  ASSERT_EQ(straight.size(), 420U);

  const auto source = video::open_source(file.string());
  std::vector<Segment> segments = source->segments();
  if (GetParam().name != "fragmented") {
    EXPECT_GE(segments.size(), 4U);
  }
  EXPECT_EQ(segments.front().begin, INT64_MIN);
  EXPECT_EQ(segments.back().end, INT64_MAX);
  std::vector<std::size_t> order(segments.size());
  std::iota(order.begin(), order.end(), 0);
  // One after the other goes on without a seek; backwards, what was read before must not matter.
  expect_same(*source, segments, order, straight);
  std::ranges::reverse(order);
  expect_same(*source, segments, order, straight);
  EXPECT_EQ(source->damaged_packets(), 0) << source->damage();
}

INSTANTIATE_TEST_SUITE_P(Codecs, Segments, testing::ValuesIn(clip_cases()),
                         [](const auto& info) { return info.param.name; });

TEST(SegmentPlan, IsTheSameEachTimeAndCutsInOrder) {
  const TemporaryFolder folder;
  const auto file = folder / "a.mp4";
  make_clip(file, clip("libx264", 2, true));
  const auto source = video::open_source(file.string());
  const auto first = source->segments();
  const auto second = video::open_source(file.string(), {.threads = 2})->segments();
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].begin, second[i].begin);
    EXPECT_LT(first[i].begin, first[i].end);
    if (i > 0) {
      EXPECT_EQ(first[i - 1].end, first[i].begin);
    }
  }
}

TEST(SegmentPlan, DoesNotDisturbAStreamThatIsBeingRead) {
  const TemporaryFolder folder;
  const auto file = folder / "a.mp4";
  make_clip(file, clip("libx264", 2, true));
  const auto source = video::open_source(file.string());
  EXPECT_EQ(read_all(*source, 10).size(), 10U);
  source->segments();
  EXPECT_EQ(read_all(*source).size(), 410U);
}

// Planning reads every packet, minutes long for a large file on a slow disk: Ctrl-C ends it.
TEST(SegmentPlan, EndsWithTheRun) {
  const TemporaryFolder folder;
  const auto file = folder / "a.mp4";
  make_clip(file, clip("libx264", 2, true));
  std::atomic<bool> stop{false};
  const auto source = video::open_source(file.string(), {.stop = &stop});
  const std::size_t planned = source->segments().size();
  EXPECT_GE(planned, 4U);
  stop = true;
  EXPECT_EQ(source->segments().size(), 1U) << "no cut that was not looked at";
  stop = false;
  EXPECT_EQ(source->segments().size(), planned);
}

TEST(SegmentPlan, LeavesShortAndIntraRefreshedClipsWhole) {
  const TemporaryFolder folder;
  ClipSpec brief = clip("libx264", 0, false);
  brief.frames = 90;
  make_clip(folder / "short.mp4", brief);
  EXPECT_EQ(video::open_source((folder / "short.mp4").string())->segments().size(), 1U);
  // Intra refresh flags "keyframes" from which nothing can be decoded at once.
  ClipSpec refreshed = clip("libx264", 0, false);
  refreshed.options = {{"intra-refresh", "1"}};
  make_clip(folder / "refresh.mp4", refreshed);
  EXPECT_EQ(video::open_source((folder / "refresh.mp4").string())->segments().size(), 1U);
}

TEST(SegmentPlan, LongRecordingsGetAtMostSixtyFourSegments) {
  const TemporaryFolder folder;
  ClipSpec slow = clip("libx264", 0, false);
  slow.fps = 1;
  slow.frames = 1000;
  slow.gop = 2;
  slow.width = slow.height = 32;
  make_clip(folder / "long.mp4", slow);
  const auto segments = video::open_source((folder / "long.mp4").string())->segments();
  EXPECT_LE(segments.size(), 64U);
  EXPECT_GE(segments.size(), 50U);
}

TEST(Seek, BackToTheBeginGivesTheSameFrames) {
  const TemporaryFolder folder;
  const auto file = folder / "a.mp4";
  make_clip(file, {.frames = 30, .b_frames = 2});
  const auto source = video::open_source(file.string());
  source->seek(Segment{});
  const auto first = read_all(*source);
  source->seek(Segment{});
  const auto second = read_all(*source);
  ASSERT_EQ(first.size(), 30U);
  ASSERT_EQ(second.size(), 30U);
  for (std::size_t i = 0; i < 30; ++i) {
    EXPECT_EQ(first[i].hash, second[i].hash);
    EXPECT_EQ(first[i].seconds, second[i].seconds);
  }
}

}  // namespace
}  // namespace mien::test
