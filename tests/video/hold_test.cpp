// Frames that outlive the next read.
#include <algorithm>

#include "clip_fixture.h"

namespace mien::test {
namespace {

class Hold : public ClipTest {
 protected:
  struct Kept {
    Frame frame;
    std::shared_ptr<const void> planes;
    std::uint64_t hash;
  };

  /// Reads all of a source and holds every frame, as workers that are slower than the reader do.
  static std::vector<Kept> keep_all(Source& source) {
    std::vector<Kept> kept;
    Frame frame;
    while (source.read(frame)) {
      const std::uint64_t before = hash_of(frame);
      auto planes = source.hold(frame);
      kept.push_back({frame, planes, before});
    }
    return kept;
  }

  static void expect_unchanged(const std::vector<Kept>& kept, std::size_t frames) {
    ASSERT_EQ(kept.size(), frames);
    for (const Kept& one : kept) EXPECT_EQ(hash_of(one.frame), one.hash) << one.frame.info.index;
  }
};

TEST_F(Hold, FramesOutliveTheNextReadAndTheSource) {
  make_clip(folder_ / "h264.mp4", {});
  auto source = video::open_source((folder_ / "h264.mp4").string());
  const auto kept = keep_all(*source);
  source.reset();
  expect_unchanged(kept, 50);
}

TEST_F(Hold, DecodedPlanesAreNotCopied) {
  open("h264.mp4", {});
  const std::uint8_t* luma = frame_.planes[0];
  const auto planes = source_->hold(frame_);
  EXPECT_EQ(frame_.planes[0], luma);
}

// Layouts that are converted lie in memory of the source, which it would use again.
TEST_F(Hold, ConvertedPicturesToo) {
  for (const AVPixelFormat format :
       {AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV444P, AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_GRAY8}) {
    const std::string name = "converted_" + std::to_string(format) + ".mp4";
    make_clip(folder_ / name, {.frames = 12, .format = format});
    const auto source = video::open_source((folder_ / name).string());
    expect_unchanged(keep_all(*source), 12);
  }
}

TEST_F(Hold, ImagesOfAFolder) {
  for (int i = 0; i < 4; ++i)
    make_clip(folder_ / ("image" + std::to_string(i) + ".jpg"),
              {.encoder = "mjpeg",
               .width = 64 + 16 * i,
               .height = 48,
               .frames = 1,
               .format = i % 2 ? AV_PIX_FMT_YUVJ422P : AV_PIX_FMT_YUVJ420P},
              [i](int, AVFrame& f) { paint_moving(40 * i, f); });
  const auto source = video::open_source(folder_.string());
  expect_unchanged(keep_all(*source), 4);
}

TEST_F(Hold, AReplayedClip) {
  make_clip(folder_ / "short.mp4", {.fps = 50, .frames = 10});
  std::atomic<bool> stop{false};
  const auto source =
      video::open_source("loop:" + (folder_ / "short.mp4").string(), {.stop = &stop});
  Frame frame;
  std::vector<Kept> kept;
  while (kept.size() < 15 && source->read(frame)) {
    const std::uint64_t before = hash_of(frame);
    auto planes = source->hold(frame);
    kept.push_back({frame, planes, before});
  }
  expect_unchanged(kept, 15);
}

/// A source of one's own, as a user of the library may have: it overwrites its only picture.
class OwnSource final : public Source {
 public:
  const StreamInfo& info() const override { return info_; }
  std::vector<Segment> segments() override { return {Segment{}}; }
  void seek(const Segment&) override {}
  bool read(Frame& frame) override {
    if (count_ == 3) return false;
    std::ranges::fill(bytes_, static_cast<std::uint8_t>(++count_));
    frame = {};
    frame.width = 7;
    frame.height = 5;
    for (int plane = 0; plane < 3; ++plane) {
      frame.planes[plane] = bytes_.data();
      frame.strides[plane] = 16;
    }
    return true;
  }
  std::int64_t damaged_packets() const override { return 0; }
  std::string damage() const override { return {}; }

 private:
  StreamInfo info_;
  std::vector<std::uint8_t> bytes_ = std::vector<std::uint8_t>(80);
  int count_ = 0;
};

TEST_F(Hold, ASourceThatKnowsNothingOfItIsCopied) {
  OwnSource source;
  expect_unchanged(keep_all(source), 3);
}

// What comes and goes is used again: a long recording must not take memory for every frame.
TEST_F(Hold, DroppedPicturesAreUsedAgain) {
  open("converted.mp4", {.format = AV_PIX_FMT_YUV422P});
  std::vector<const std::uint8_t*> places;
  do {
    const auto planes = source_->hold(frame_);
    places.push_back(frame_.planes[0]);
  } while (source_->read(frame_));
  std::ranges::sort(places);
  const auto rest = std::ranges::unique(places);
  EXPECT_LE(places.size() - rest.size(), 2u);
}

}  // namespace
}  // namespace mien::test
