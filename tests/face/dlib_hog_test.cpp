#ifdef MIEN_WITH_DLIB

#include <algorithm>

#include <dlib/image_processing/frontal_face_detector.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "dlib_photo.h"
#include "face/dlib_detectors.h"
#include "fake_engine.h"

namespace mien::face {
namespace {

using testing::fill;
using testing::Photo;

std::unique_ptr<DetectorModel> load(int width, int upsample = 0, double min_confidence = 0) {
  testing::FakeEngine engine([](int, int) { return testing::Tensors(); });
  const infer::ModelStore store(MIEN_SOURCE_DIR "/models/manifest.yaml", "/nonexistent");
  return load_hog(
      {.name = "hog", .width = width, .min_confidence = min_confidence, .upsample = upsample},
      engine, store);
}

std::vector<Detection> faces_in(const Photo& photo, Detector& detector) {
  const Canvas canvas = detector.canvas(static_cast<int>(photo.nc()), static_cast<int>(photo.nr()));
  return detector.detect(fill(canvas, photo));
}

TEST(Hog, SaysWhatItIs) {
  const auto model = load(320);
  EXPECT_EQ(model->info().name, "hog");
  EXPECT_EQ(model->info().precision, "native");
  EXPECT_EQ(model->info().width, 320);
}

TEST(Hog, SeesNothingInAnEmptyPictureOfAnyShape) {
  const auto detector = load(320)->make();
  for (const auto& [width, height] : {std::pair{640, 480}, {10, 2000}, {3000, 1}, {1, 1}}) {
    const Canvas canvas = detector->canvas(width, height);
    ASSERT_EQ(canvas.format, PixelFormat::gray);
    ASSERT_EQ(std::max(canvas.width, canvas.height), 320);
    std::fill_n(canvas.data, canvas.stride * canvas.height, std::uint8_t{128});
    EXPECT_TRUE(detector->detect({1, 1, canvas.width, canvas.height, width, height}).empty());
  }
}

TEST(Hog, DetectBeforeCanvasIsADefectNotACrash) {
  EXPECT_THROW(load(320)->make()->detect({}), Error);
}

TEST(Hog, RefusesImpossibleOptions) {
  EXPECT_THROW(load(0), Error);
  EXPECT_THROW(load(640, 9), Error);
  EXPECT_THROW(load(640, 0, 2), Error);
}

class HogOnPhoto : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto file = testing::cached("multi_face.jpg");
    if (!file) GTEST_SKIP() << "set MIEN_MODELS_DIR to a model cache with multi_face.jpg";
    photo_ = testing::load_photo(*file, 1);
  }
  Photo photo_;
};

TEST_F(HogOnPhoto, SeesThePeopleMostConfidentFirst) {
  const auto detector = load(640)->make();
  const auto faces = faces_in(photo_, *detector);
  EXPECT_GE(faces.size(), 3u);
  EXPECT_TRUE(std::is_sorted(faces.begin(), faces.end(), [](const auto& a, const auto& b) {
    return a.confidence > b.confidence;
  }));
  for (const Detection& face : faces) {
    EXPECT_GE(face.confidence, 0.5f);
    EXPECT_GE(face.box.x, 0);
    EXPECT_LE(face.box.right(), static_cast<float>(photo_.nc()));
    EXPECT_GT(face.box.h, 60);
  }
}

// The view on the canvas must show dlib the same picture as a copy in its own type would.
TEST_F(HogOnPhoto, ReadsTheCanvasAsDlibReadsItsOwnImages) {
  const auto detector = load(500)->make();
  const Canvas canvas = detector->canvas(1000, 667);
  const auto ours = detector->detect(fill(canvas, photo_));
  dlib::array2d<unsigned char> copy(canvas.height, canvas.width);
  for (int y = 0; y < canvas.height; ++y) {
    std::copy_n(canvas.data + static_cast<std::ptrdiff_t>(y) * canvas.stride, canvas.width,
                &copy[y][0]);
  }
  auto plain = dlib::get_frontal_face_detector();
  std::vector<dlib::rect_detection> theirs;
  plain(copy, theirs);
  ASSERT_EQ(ours.size(), theirs.size());
  ASSERT_FALSE(ours.empty());
  EXPECT_FLOAT_EQ(ours[0].confidence, confidence_of_score(theirs[0].detection_confidence));
  EXPECT_NEAR(ours[0].box.w, 2 * static_cast<float>(theirs[0].rect.width()), 1e-3);
}

TEST_F(HogOnPhoto, UpsamplingFindsSmallerFacesAtTheSamePlace) {
  const auto plain = load(320)->make(), doubled = load(320, 1)->make();
  EXPECT_TRUE(faces_in(photo_, *plain).empty());
  const auto small = faces_in(photo_, *doubled);
  ASSERT_GE(small.size(), 3u);
  const auto reference = load(640)->make();
  const auto large = faces_in(photo_, *reference);
  for (const Detection& face : small) {
    EXPECT_TRUE(std::any_of(large.begin(), large.end(), [&](const Detection& other) {
      return iou(face.box, other.box) > 0.5f;
    }));
  }
}

TEST_F(HogOnPhoto, LowerConfidenceAsksForMore) {
  const auto usual = load(640)->make(), all = load(640, 0, 0.2)->make();
  EXPECT_GT(faces_in(photo_, *all).size(), faces_in(photo_, *usual).size());
}

// Cameras of several shapes share a worker's detector.
TEST_F(HogOnPhoto, ForgetsThePictureBefore) {
  const auto detector = load(640)->make();
  const auto first = faces_in(photo_, *detector);
  const Canvas tall = detector->canvas(480, 1000);
  std::fill_n(tall.data, tall.stride * tall.height, std::uint8_t{0});
  EXPECT_TRUE(detector->detect({1, 1, tall.width, tall.height, 480, 1000}).empty());
  const auto again = faces_in(photo_, *detector);
  ASSERT_EQ(again.size(), first.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(again[i].box.x, first[i].box.x);
    EXPECT_EQ(again[i].confidence, first[i].confidence);
  }
}

}  // namespace
}  // namespace mien::face

#endif
