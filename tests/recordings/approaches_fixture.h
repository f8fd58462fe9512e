#pragma once
/// \file Short clips with real faces, runs over them, and what they found, for the approaches'
/// tests.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mien/pipeline.h"

#include "recordings/approaches/approaches.h"
#include "recordings/recordings.h"
#include "video/make_clip.h"
#include "video/read_all.h"

namespace mien::test {

/// Faces by input's name, then by the frame's time in ms: after a stop frames are counted without
/// those that are missing.
using Found = std::map<std::string, std::map<std::int64_t, std::vector<Detection>>>;

/// Keeps what it is given; frames out of order are failures.
class Collector final : public Sink {
 public:
  explicit Collector(Found& found, std::atomic<bool>* stop = nullptr, int stop_after = 0)
      : found_(found), stop_(stop), stop_after_(stop_after) {}
  void frame(const std::string& input, const FrameResult& result) override {
    auto& frames = found_[input];
    const std::int64_t time = std::llround(result.frame.seconds * 1e3);
    EXPECT_TRUE(frames.empty() || frames.rbegin()->first < time) << input << ": out of order";
    auto [last, first] = last_.try_emplace(input, -1);
    EXPECT_LT(last->second, result.frame.index) << input << ": out of order";
    last->second = result.frame.index;
    auto& faces = frames[time];
    for (const Face& face : result.faces) faces.push_back(face.detection);
    if (stop_ && ++seen_ >= stop_after_) *stop_ = true;
  }

 private:
  Found& found_;
  std::atomic<bool>* stop_;
  int stop_after_, seen_ = 0;
  std::map<std::string, std::int64_t> last_;  ///< frame by input
};

/// Clips of a window that moves over a photograph of people, from the model cache
/// (MIEN_MODELS_DIR).
class FootageTest : public testing::Test {
 protected:
  static constexpr int kWidth = 400, kHeight = 224, kFrames = 20;

  static void SetUpTestSuite() {
    const char* cache = std::getenv("MIEN_MODELS_DIR");
    if (!cache || !std::filesystem::exists(std::filesystem::path(cache) / "multi_face.jpg")) return;
    models_ = cache;
    folder_ = std::make_unique<TemporaryFolder>();
    // 5 s: cut in three at its keyframes; and the same in one piece.
    const ClipSpec cut{.width = kWidth, .height = kHeight, .fps = 4, .frames = kFrames, .gop = 4};
    ClipSpec whole = cut;
    whole.gop = 1000;
    make_clip(path("clip.mp4"), cut, window(0));
    make_clip(path("one_keyframe.mp4"), whole, window(120));
    std::filesystem::create_directory(path("images"));
    for (int i = 0; i < 5; ++i)
      make_clip(path("images") + "/image" + std::to_string(i) + ".jpg",
                {.encoder = "mjpeg",
                 .width = kWidth,
                 .height = kHeight,
                 .frames = 1,
                 .format = AV_PIX_FMT_YUVJ420P},
                window(30 * i));
    write_file(path("broken.mp4"), "this is no recording");
  }
  static void TearDownTestSuite() { folder_.reset(); }
  void SetUp() override {
    if (models_.empty()) GTEST_SKIP() << "set MIEN_MODELS_DIR to a model cache with multi_face.jpg";
  }

  static std::string path(const std::string& name) { return (*folder_ / name).string(); }

  /// The photograph from (10 + first + 2 i, 100 + i) on.
  static Painter window(int first) {
    return [first](int index, AVFrame& frame) {
      const auto source = video::open_source((models_ / "multi_face.jpg").string());
      Frame photo;
      ASSERT_TRUE(source->read(photo));
      const int left = (10 + first + 2 * index) / 2 * 2, top = (100 + index) / 2 * 2;
      for (int plane = 0; plane < 3; ++plane) {
        const int shift = plane > 0;
        for (int y = 0; y < frame.height >> shift; ++y)
          std::copy_n(
              photo.planes[plane] + ((top >> shift) + y) * photo.strides[plane] + (left >> shift),
              frame.width >> shift, frame.data[plane] + y * frame.linesize[plane]);
      }
    };
  }

  static RunConfig config(const std::string& approach, const std::vector<std::string>& inputs,
                          int workers = 1, const std::string& detector = {}) {
    RunConfig config;
    for (const std::string& input : inputs)
      config.cameras.push_back({.name = input, .input = path(input)});
    config.approach = approach;
    config.detector = detector;
    config.emotion = "none";
    config.precision = Precision::f32;
    config.width = 320;
    config.build = "generic";
    config.color = "gray";
    config.upsample = recordings::approach_for(config).family == chain::Family::hog ? 1 : 0;
    config.detect_fps = 3;
    // All of the work: only some approaches could do less.
    config.demand = {.read = OnDemand::off, .search = OnDemand::off, .decode = OnDemand::off};
    config.workers = workers;
    config.tuning.batch = 3;
    return config;
  }

  static Summary run(const RunConfig& config, Found& found, std::atomic<bool>* stop = nullptr,
                     int stop_after = 0) {
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(std::make_unique<Collector>(found, stop, stop_after));
    const auto manifest = std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";
    return recordings::run(config, {.manifest = manifest, .dir = models_}, sinks, {}, stop);
  }

  inline static std::filesystem::path models_;
  inline static std::unique_ptr<TemporaryFolder> folder_;
};

}  // namespace mien::test
