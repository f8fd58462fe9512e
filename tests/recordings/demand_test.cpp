// Work on demand: the same for any number of workers, nothing of it where it is off, and nobody
// missed where it is on.
#include <cmath>
#include <map>

#include "mien/error.h"

#include "approaches_fixture.h"

namespace mien::test {
namespace {

/// All of a frame's faces, in words that differ where anything does.
class Words final : public Sink {
 public:
  explicit Words(std::vector<std::string>& lines) : lines_(lines) {}
  void frame(const std::string&, const FrameResult& result) override {
    std::string line = std::to_string(result.frame.index);
    for (const Face& face : result.faces) {
      const Box& box = face.detection.box;
      for (const float value : {box.x, box.y, box.w, box.h, face.expression.confidence,
                                face.expression.valence, face.quality.overall})
        line += ' ' + std::to_string(value);
      line += ' ' + std::string(name_of(face.expression.label)) + ' ' + std::to_string(face.track);
    }
    lines_.push_back(line);
  }

 private:
  std::vector<std::string>& lines_;
};

class OnDemandRuns : public FootageTest {
 protected:
  static constexpr int kFps = 10, kFrames = 100;

  /// 10 s: the window moves for a second and a half, then rests for as long.
  static void SetUpTestSuite() {
    FootageTest::SetUpTestSuite();
    if (!folder_) return;
    const auto source = video::open_source((models_ / "multi_face.jpg").string());
    Frame photo;
    ASSERT_TRUE(source->read(photo));
    make_clip(path("rests.mp4"),
              {.width = kWidth, .height = kHeight, .fps = kFps, .frames = kFrames, .gop = kFps},
              [&](int index, AVFrame& frame) {
                const int moved = index / 30 * 15 + std::min(index % 30, 15);
                for (int plane = 0; plane < 3; ++plane) {
                  const int shift = plane > 0;
                  for (int y = 0; y < frame.height >> shift; ++y)
                    std::copy_n(photo.planes[plane] +
                                    (((100 + moved) >> shift) + y) * photo.strides[plane] +
                                    ((10 + 4 * moved) >> shift),
                                frame.width >> shift,
                                frame.data[plane] + y * frame.linesize[plane]);
                }
              });
  }

  static Summary demand(const std::string& approach, int workers, const DemandConfig& demand,
                        double detect_fps, std::vector<std::string>& lines,
                        const std::string& clip = "rests.mp4") {
    RunConfig wished = config(approach, {clip}, workers);
    wished.emotion = "mien";
    wished.demand = demand;
    wished.detect_fps = detect_fps;
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(std::make_unique<Words>(lines));
    const auto manifest = std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";
    return mien::run(wished, {.manifest = manifest, .dir = models_}, sinks, {});
  }
};

TEST_F(OnDemandRuns, ResultsDoNotDependOnTheNumberOfWorkers) {
  std::vector<std::string> one;
  const Summary alone =
      demand("cnn-per-core", 1, {.read = OnDemand::on, .search = OnDemand::on}, 0, one);
  ASSERT_EQ(one.size(), static_cast<std::size_t>(kFrames));
  EXPECT_GT(alone.total.demand.searches_skipped, 15);
  EXPECT_LT(alone.total.demand.searches_skipped, 60) << "it moves for half of the time";
  EXPECT_GT(2 * alone.total.demand.readings_skipped, alone.total.demand.readings);
  for (const int workers : {2, 5}) {
    std::vector<std::string> many;
    const Summary summary =
        demand("cnn-per-core", workers, {.read = OnDemand::on, .search = OnDemand::on}, 0, many);
    EXPECT_EQ(many, one) << workers;
    EXPECT_EQ(summary.total.demand, alone.total.demand) << workers;
    EXPECT_EQ(summary.inputs.at(0).demand, alone.total.demand) << workers;
  }
}

TEST_F(OnDemandRuns, OffIsWhatTheFrameByFrameApproachesFind) {
  std::vector<std::string> off, streams;
  const Summary summary =
      demand("cnn-per-core", 1, {.read = OnDemand::off, .search = OnDemand::off}, 0, off);
  EXPECT_EQ(summary.total.demand, DemandCounts());
  // These cannot do otherwise, whatever is asked of them.
  demand("cnn-streams", 1, {.read = OnDemand::on, .search = OnDemand::on}, 0, streams);
  EXPECT_EQ(off, streams);
}

/// 200 pictures of a wall; from one on, until another, the photo.
void make_visit(const std::string& file, const Frame& photo, int first, int last, int fps = 10,
                int gop = 10) {
  make_clip(file, {.width = 640, .height = 360, .fps = fps, .frames = 200, .gop = gop},
            [&](int index, AVFrame& frame) {
              const bool visit = index >= first && index < last;
              for (int plane = 0; plane < 3; ++plane) {
                const int shift = plane > 0;
                for (int y = 0; y < frame.height >> shift; ++y) {
                  std::uint8_t* row = frame.data[plane] + y * frame.linesize[plane];
                  if (visit)
                    std::copy_n(photo.planes[plane] + ((100 >> shift) + y) * photo.strides[plane],
                                frame.width >> shift, row);
                  else
                    std::fill_n(row, frame.width >> shift,
                                static_cast<std::uint8_t>(plane > 0 ? 128 : 60 + y / 8));
                }
              }
            });
}

std::vector<std::string> with_faces(std::vector<std::string> lines) {
  std::erase_if(lines, [](const std::string& line) { return line.find(' ') == line.npos; });
  return lines;
}

TEST_F(OnDemandRuns, PicturesThatNobodyCanBeInAreNotDecoded) {
  if (!folder_) GTEST_SKIP() << "needs the photo";
  const auto source = video::open_source((models_ / "multi_face.jpg").string());
  Frame photo;
  ASSERT_TRUE(source->read(photo));
  make_visit(path("visit.mp4"), photo, 95, 125);  // from the middle of a group on
  const DemandConfig off{.read = OnDemand::off, .search = OnDemand::off, .decode = OnDemand::off};
  DemandConfig on = off;
  on.decode = OnDemand::on;
  for (const double rate : {0.0, 5.0}) {
    const std::string approach = rate > 0 ? "cnn-per-core-tracked" : "cnn-per-core";
    std::vector<std::string> all, one;
    const Summary whole = demand(approach, 1, off, rate, all, "visit.mp4");
    const Summary alone = demand(approach, 1, on, rate, one, "visit.mp4");
    EXPECT_EQ(with_faces(one), with_faces(all)) << rate;
    EXPECT_FALSE(with_faces(all).empty());
    EXPECT_EQ(whole.total.frames_skipped, 0);
    std::vector<std::string> needed;
    DemandConfig automatic = off;
    automatic.decode = OnDemand::automatic;
    const Summary spared = demand(approach, 1, automatic, rate, needed, "visit.mp4");
    EXPECT_EQ(needed, all) << rate;
    EXPECT_EQ(spared.total.frames_skipped, rate > 0 ? 20 : 0) << "the last one of a group";
    EXPECT_EQ(alone.total.frames_decoded + alone.total.frames_skipped, 200);
    // Four groups of ten pictures and the last one. Of the others' keyframes, the four between the
    // landmarks of which one shows the visit, and three landmarks. Where every second picture is
    // looked at, the last one of a group is not needed.
    const int decoded = rate > 0 ? 52 : 57;
    EXPECT_EQ(alone.total.frames_decoded, decoded) << rate;
    EXPECT_EQ(alone.total.demand.looks, 7 + 2) << rate << ": two more of groups that are decoded";
    EXPECT_EQ(alone.total.frames_inferred + alone.total.demand.due_skipped,
              whole.total.frames_inferred);
    EXPECT_EQ(alone.total.tracks, whole.total.tracks);
    EXPECT_NEAR(alone.total.media_seconds, whole.total.media_seconds, 0.11);
    for (const int workers : {2, 5}) {
      std::vector<std::string> many;
      const Summary summary = demand(approach, workers, on, rate, many, "visit.mp4");
      EXPECT_EQ(summary.total.frames_decoded, decoded);
      EXPECT_EQ(summary.total.demand, alone.total.demand) << workers;
      EXPECT_EQ(many, one) << workers;
    }
  }
}

// No keyframe tells of them.
TEST_F(OnDemandRuns, NobodyIsMissedBetweenRareKeyframesOrAfterTheLast) {
  if (!folder_) GTEST_SKIP() << "needs the photo";
  const auto source = video::open_source((models_ / "multi_face.jpg").string());
  Frame photo;
  ASSERT_TRUE(source->read(photo));
  make_visit(path("between.mp4"), photo, 24, 37, 5, 20);  // five pictures a second: few packets
  make_visit(path("last.mp4"), photo, 184, 200, 5, 20);
  make_visit(path("cuts.mp4"), photo, 60, 90);  // from one keyframe to another, between landmarks
  make_visit(path("alone.mp4"), photo, 62, 98, 10, 1);  // no packets between keyframes
  make_visit(path("few.mp4"), photo, 63, 96, 10, 3);
  const DemandConfig off{.read = OnDemand::off, .search = OnDemand::off, .decode = OnDemand::off};
  DemandConfig on = off;
  on.decode = OnDemand::on;
  for (const auto& [clip, most] : std::map<std::string, int>{{"between.mp4", 100},
                                                             {"last.mp4", 100},
                                                             {"cuts.mp4", 100},
                                                             {"few.mp4", 150},
                                                             {"alone.mp4", 200}}) {
    std::vector<std::string> all, some;
    demand("cnn-per-core", 1, off, 0, all, clip);
    const Summary summary = demand("cnn-per-core", 1, on, 0, some, clip);
    EXPECT_EQ(with_faces(some), with_faces(all)) << clip;
    EXPECT_FALSE(with_faces(all).empty()) << clip;
    EXPECT_LE(summary.total.frames_decoded, most) << clip;
  }
}

// To look at them would cost more than to search what is due.
TEST_F(OnDemandRuns, WhereKeyframesAreAsCloseAsSearchesNoneIsLookedAt) {
  if (!folder_) GTEST_SKIP() << "needs the photo";
  const auto source = video::open_source((models_ / "multi_face.jpg").string());
  Frame photo;
  ASSERT_TRUE(source->read(photo));
  const DemandConfig spare{
      .read = OnDemand::off, .search = OnDemand::off, .decode = OnDemand::automatic};
  DemandConfig on = spare;
  on.decode = OnDemand::on;
  for (const auto& [gop, dense] : std::map<int, bool>{{1, true}, {3, true}, {4, false}}) {
    const std::string clip = "close" + std::to_string(gop) + ".mp4";
    make_visit(path(clip), photo, 62, 98, 10, gop);
    std::vector<std::string> exact;
    const Summary spared = demand("cnn-per-core-tracked", 1, spare, 5, exact, clip);
    for (const int workers : {1, 2, 5}) {
      std::vector<std::string> lines;
      const Summary summary = demand("cnn-per-core-tracked", workers, on, 5, lines, clip);
      EXPECT_EQ(lines == exact, dense) << gop;
      EXPECT_EQ(with_faces(lines), with_faces(exact)) << gop;
      EXPECT_EQ(summary.total.frames_decoded == spared.total.frames_decoded, dense) << gop;
      EXPECT_LE(summary.total.frames_decoded, spared.total.frames_decoded) << gop;
      EXPECT_EQ(summary.total.demand.looks == 0, dense) << gop;
    }
  }
}

// At the usual rate `auto` spares searches alone.
TEST_F(OnDemandRuns, AutoReadsEveryFaceOfASlowSearch) {
  std::vector<std::string> lines;
  const Summary summary = demand("cnn-per-core-tracked", 1,
                                 {.read = OnDemand::automatic, .search = OnDemand::off}, 5, lines);
  EXPECT_EQ(summary.total.demand, DemandCounts());
  std::vector<std::string> fast;
  const Summary often = demand("cnn-per-core-tracked", 1,
                               {.read = OnDemand::automatic, .search = OnDemand::off}, 10, fast);
  EXPECT_GT(often.total.demand.readings_skipped, 0);
  EXPECT_EQ(often.total.demand.searches_skipped, 0);
}

TEST(DemandTable, TheArticlesApproachesAndThoseThatShareFramesDoAllOfTheWork) {
  RunConfig config;
  config.cameras.push_back({.name = "a", .input = "a.mp4"});
  config.demand = {.read = OnDemand::on, .search = OnDemand::automatic};
  for (const recordings::ApproachKind& kind : recordings::approaches()) {
    config.approach = kind.name;
    const bool can = kind.name == "cnn-sync" || kind.name.find("cnn-per-core") != std::string::npos;
    EXPECT_EQ(recordings::resolved(config).demand.read, can ? OnDemand::on : OnDemand::off)
        << kind.name;
    EXPECT_EQ(recordings::resolved(config).demand.search, can ? OnDemand::automatic : OnDemand::off)
        << kind.name;
    EXPECT_EQ(recordings::resolved(config).demand.decode, can ? OnDemand::automatic : OnDemand::off)
        << kind.name;
  }
}

}  // namespace
}  // namespace mien::test
