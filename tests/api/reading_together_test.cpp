// Networks for several faces at once are made when they are needed. What if they cannot be?
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "api/told.h"
#include "base/temporary_folder.h"
#include "emotion/classifiers.h"
#include "live/live.h"

namespace mien {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kModel[] = "mien-emotion.onnx";

/// mien's own model in a folder, as if four faces at once had been measured to be faster there.
ModelStorePaths paths_in(const fs::path& folder) {
  const fs::path shipped = fs::path(MIEN_SOURCE_DIR) / "models";
  const ModelStorePaths paths{.manifest = folder / "manifest.yaml", .dir = folder};
  fs::copy(shipped / "manifest.yaml", paths.manifest);
  fs::copy(shipped / kModel, folder / kModel);
  const auto engine = infer::make_engine(1, {});
  emotion::load_classifier("mien", Precision::f32, *engine, infer::ModelStore(paths));
  const fs::path choice = folder / "compiled" / "fastest-mien@f32";
  std::ifstream in(choice);
  const std::string kept((std::istreambuf_iterator<char>(in)), {});
  std::ofstream(choice) << "mien f32 4" << kept.substr(kept.find('\n'));
  return paths;
}

/// Takes the halves of what is bright for two faces.
class TwoSpots : public test::BrightSpot {
 public:
  std::vector<Detection> detect(const Letterbox& letterbox) override {
    std::vector<Detection> faces = BrightSpot::detect(letterbox);
    if (faces.empty()) return faces;
    faces[0].box.w /= 2;
    faces.push_back(faces[0]);
    faces[1].box.x += faces[1].box.w;
    return faces;
  }
};

/// Two faces a picture. The file of the model goes as soon as it is loaded.
OwnStages losing(const ModelStorePaths& paths, std::int64_t frames,
                 std::chrono::milliseconds pace = {}) {
  OwnStages stages = test::own_stages(frames, pace);
  stages.classifier.reset();
  stages.detector = OwnDetector{{.name = "two-spots"}, [file = paths.dir / kModel](int) {
                                  fs::remove(file);
                                  return std::make_unique<TwoSpots>();
                                }};
  return stages;
}

RunConfig config_of(int workers) {
  RunConfig config;
  config.cameras = {{.name = "a", .input = "mine"}};
  config.emotion = "mien";
  config.precision = Precision::f32;
  config.workers = workers;
  return config;
}

TEST(ReadingTogether, ARunGoesOnWithoutItAndItsSummarySaysWhy) {
  const TemporaryFolder folder;
  const ModelStorePaths paths = paths_in(folder.path());
  RunConfig config = config_of(2);
  config.approach = "cnn-per-core";
  config.detect_fps = 0;
  RunHooks hooks;
  hooks.stages = losing(paths, 10);
  const Summary summary = run(config, paths, {}, hooks);
  EXPECT_THAT(summary.incidents,
              ElementsAre(testing::AllOf(HasSubstr("one by one"), HasSubstr("onnx is missing"))));
  ASSERT_EQ(summary.inputs.size(), 1u);
  EXPECT_EQ(summary.inputs[0].error.value_or(""), "");
  EXPECT_EQ(summary.inputs[0].faces, 20);
}

TEST(ReadingTogether, LiveCamerasGoOnWithoutItAndSayWhyOnce) {
  const TemporaryFolder folder;
  const ModelStorePaths paths = paths_in(folder.path());
  RunConfig config = config_of(1);
  config.detect_fps = 20;
  test::Told told;
  int incidents = 0;  // guarded by `told`
  live::LiveHooks hooks;
  hooks.incident = [&](const std::string& words) {
    EXPECT_THAT(words, HasSubstr("onnx is missing"));
    told.note([&](test::Told&) { ++incidents; });
  };
  hooks.stages = losing(paths, 0, 20ms);
  struct Seen : Sink {
    explicit Seen(test::Told& told) : told_(told) {}
    void frame(const std::string& camera, const FrameResult&) override {
      told_.note([&](test::Told& t) { ++t.sights[camera]; });
    }
    test::Told& told_;
  } seen(told);
  live::LiveRuntime cameras(config, paths, {&seen}, std::move(hooks));
  cameras.start();
  ASSERT_TRUE(told.comes([&](test::Told&) { return incidents == 1; }));
  told.note([](test::Told& t) { t.sights["a"] = 0; });
  EXPECT_TRUE(told.comes([](test::Told& t) { return t.sights["a"] > 10; })) << "it goes on";
  cameras.stop();
  EXPECT_EQ(incidents, 1);
}

}  // namespace
}  // namespace mien
