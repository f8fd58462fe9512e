// A folder of photographs through the whole chain: each for itself, large ones in parts.
#include "approaches_fixture.h"
#include "chain/chain.h"
#include "chain/mask.h"
#include "video/stored_picture.h"

namespace mien::test {
namespace {

class Photographs : public FootageTest {
 protected:
  /// The photograph `times` times, one below another.
  static void stack(video::StoredPicture& tall, int times) {
    const auto source = video::open_source((models_ / "multi_face.jpg").string());
    Frame photo;
    ASSERT_TRUE(source->read(photo));
    Frame& out = tall.frame();
    for (int n = 0; n < times; ++n)
      for (int y = 0; y < photo.height; ++y)
        for (int x = 0; x < photo.width && x < out.width; ++x) {
          const int row = n * photo.height + y;
          if (row >= out.height) return;
          tall.luma(x, row) = photo.planes[0][y * photo.strides[0] + x];
          tall.u(x / 2, row / 2) = photo.planes[1][y / 2 * photo.strides[1] + x / 2];
          tall.v(x / 2, row / 2) = photo.planes[2][y / 2 * photo.strides[2] + x / 2];
        }
  }
};

TEST_F(Photographs, AVeryTallOneIsSearchedInParts) {
  const auto source = video::open_source((models_ / "multi_face.jpg").string());
  const int width = source->info().width, height = source->info().height;
  constexpr int kTimes = 12;
  video::StoredPicture tall(width, height * kTimes);
  ASSERT_NO_FATAL_FAILURE(stack(tall, kTimes));
  RunConfig config;
  config.detector = "retinaface";
  config.emotion = "none";
  config.precision = Precision::f32;
  config.upsample = 0;
  config.tuning.batch = 1;
  const auto manifest = std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";
  const chain::Models models(config, {.manifest = manifest, .dir = models_}, 1);
  chain::FrameChain chain(models);
  FrameResult result;
  StageTimes times;
  const auto faces = [&] {
    chain.process(tall.frame(), 640, chain::Masks(), result, times);
    return result.faces.size();
  };
  const std::size_t as_a_frame = faces();
  tall.frame().still = true;
  const std::size_t in_parts = faces();
  EXPECT_LT(as_a_frame, 5u * kTimes / 2);
  EXPECT_GE(in_parts, 5u * kTimes - 2);
  EXPECT_LE(in_parts, 5u * kTimes + 2) << "nobody twice";
}

/// What comes of a folder.
struct PictureLog final : Sink {
  void frame(const std::string&, const FrameResult& result) override {
    for (const Face& face : result.faces) ids.insert({face.track, result.file});
    files.push_back(result.file);
  }
  void track(const std::string&, const Track& track) override { tracks.push_back(track); }
  std::multimap<std::int64_t, std::string> ids;
  std::vector<std::string> files;
  std::vector<Track> tracks;
};

TEST_F(Photographs, OfAFolderAreEachForThemselves) {
  write_file(path("images") + "/notes.txt", "no picture");
  for (const int workers : {1, 2}) {
    RunConfig settings = config("cnn-per-core-tracked", {"images"}, workers, "retinaface");
    settings.detect_fps = 0.3;  // of a stream: most would be left out
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(std::make_unique<PictureLog>());
    const auto manifest = std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";
    const Summary summary = mien::run(settings, {.manifest = manifest, .dir = models_}, sinks, {});
    const auto& log = static_cast<const PictureLog&>(*sinks[0]);
    EXPECT_EQ(log.files.size(), 5u) << "each is searched";
    ASSERT_GT(log.ids.size(), 0u);
    for (const auto& [id, file] : log.ids) EXPECT_EQ(log.ids.count(id), 1u) << "track " << id;
    EXPECT_EQ(log.tracks.size(), log.ids.size());
    for (const Track& track : log.tracks) {
      EXPECT_EQ(track.file, log.ids.find(track.id)->second);
      EXPECT_EQ(track.observations, 1);
      EXPECT_EQ(track.frames, 1);
    }
    ASSERT_EQ(summary.inputs[0].passed_over.size(), 1u);
    EXPECT_EQ(summary.inputs[0].passed_over[0].file, "notes.txt");
  }
}

}  // namespace
}  // namespace mien::test
