// What live cameras are for: faces are found, followed and told; nobody is missed by a resting
// camera, and what is masked is never seen.
#include <gmock/gmock.h>

#include "live_fixture.h"

namespace mien::test {
namespace {

using live::Shown;

constexpr int kWidth = 640, kHeight = 360, kFps = 10, kGop = 10;

/// Needs real faces (multi_face.jpg of the model cache) and a detector that finds them.
class LiveFaces : public LiveTest {
 protected:
  void SetUp() override {
    if (!has_model("multi_face.jpg") || !has_model("retinaface-mnet025.onnx"))
      GTEST_SKIP() << "set MIEN_MODELS_DIR to a model cache with multi_face.jpg and retinaface";
  }

  static RunConfig face_config() {
    RunConfig config = light_config();
    config.detector = "retinaface";
    config.width = 320;
    config.live.idle_seconds = 1;
    return config;
  }

  /// Gray that is never quite still, and from frame `first` to `last` the photograph of a group.
  std::string visit(const std::string& name, int frames, int first, int last, int width = kWidth,
                    int height = kHeight) {
    const auto source = video::open_source((models_dir() / "multi_face.jpg").string());
    Frame photo;
    EXPECT_TRUE(source->read(photo));
    const ClipSpec spec{
        .width = width, .height = height, .fps = kFps, .frames = frames, .gop = kGop};
    return clip(name, spec, [&](int index, AVFrame& frame) {
      for (int plane = 0; plane < 3; ++plane) {
        const int w = plane ? frame.width / 2 : frame.width,
                  h = plane ? frame.height / 2 : frame.height;
        const int pw = plane ? photo.width / 2 : photo.width,
                  ph = plane ? photo.height / 2 : photo.height;
        for (int y = 0; y < h; ++y)
          for (int x = 0; x < w; ++x) {
            const bool there = index >= first && index < last;
            const int noise = (x * 7 + y * 13 + index * 29) % 5;
            frame.data[plane][y * frame.linesize[plane] + x] = static_cast<std::uint8_t>(
                there ? photo.planes[plane][y * ph / h * photo.strides[plane] + x * pw / w]
                      : (plane ? 128 : 100 + noise));
          }
      }
    });
  }
  std::size_t frames_with_faces(const std::string& name) const {
    const auto frames = witness_.of(name).frames;
    return static_cast<std::size_t>(
        std::ranges::count_if(frames, [](const auto& f) { return !f.faces.empty(); }));
  }
};

TEST_F(LiveFaces, FourCamerasFollowTheirFaces) {
  const std::string file = visit("group.mp4", 40, 0, 40);
  RunConfig config = face_config();
  for (const char* name : {"a", "b", "c", "d"})
    config.cameras.push_back(camera(name, "loop:" + file));
  config.cameras[0].content = "soup";
  config.cameras[0].zones = {{"all", {{0, 0}, {1, 0}, {1, 1}, {0, 1}}}};
  start(config);
  for (const CameraConfig& each : config.cameras)
    ASSERT_TRUE(eventually([&] { return frames_with_faces(each.name) > 5; })) << each.name;
  live_->stop();
  const auto seen = witness_.of("a");
  EXPECT_EQ(seen.frames.back().content, "soup");
  EXPECT_EQ(seen.frames.back().faces.front().zone, "all");
  EXPECT_GT(seen.frames.back().faces.front().track, 0);
  EXPECT_FALSE(seen.tracks.empty()) << "stop ends the tracks";
  EXPECT_LE(seen.tracks.back().id, 40) << "the same people are the same tracks";
}

// A resting camera decodes keyframes only; who comes must be seen before two keyframes have passed.
TEST_F(LiveFaces, ARestingCameraWakesForWhoeverComes) {
  const int first = 12 * kFps, last = 15 * kFps;
  RunConfig config = face_config();
  config.cameras = {camera("a", "loop:" + visit("late.mp4", 16 * kFps, first, last))};
  start(config);
  ASSERT_TRUE(comes_live("a")) << status("a").error;
  ASSERT_TRUE(eventually([&] { return status("a").asleep; }));
  const auto asleep = status("a");
  ASSERT_TRUE(eventually([&] { return status("a").frames_read >= asleep.frames_read + 3 * kFps; }));
  const auto later = status("a");
  if (later.asleep) {
    EXPECT_LT(later.frames_decoded - asleep.frames_decoded,
              (later.frames_read - asleep.frames_read) / 4);
  }
  ASSERT_TRUE(eventually([&] { return frames_with_faces("a") >= 5; }));
  EXPECT_FALSE(status("a").asleep);
  // Frames are numbered as the camera sent them: the first face, against when it appeared.
  const auto frames = witness_.of("a").frames;
  const auto found = std::ranges::find_if(frames, [](const auto& f) { return !f.faces.empty(); });
  ASSERT_NE(found, frames.end());
  // Two groups, and another for a machine that has much else to do.
  EXPECT_LE(found->frame.index % (16 * kFps), first + 3 * kGop);
  // Awake: soon there is a face in a frame that is no keyframe.
  const auto awake = std::find_if(found + 1, frames.end(), [](const auto& f) {
    return !f.faces.empty() && f.frame.index % kGop != 0;
  });
  ASSERT_NE(awake, frames.end());
  EXPECT_LE(awake->frame.index - found->frame.index, 3 * kGop);
}

TEST_F(LiveFaces, StaffAndMasksAreNeverSeen) {
  const std::string file = visit("group.mp4", 40, 0, 40);
  const Polygon left{{0, 0}, {0.5F, 0}, {0.5F, 1}, {0, 1}},
      right{{0.5F, 0}, {1, 0}, {1, 1}, {0.5F, 1}};
  RunConfig config = face_config();
  config.cameras = {camera("open", "loop:" + file), camera("half", "loop:" + file),
                    camera("shut", "loop:" + file)};
  config.cameras[1].staff = {{"till", left}};
  config.cameras[2].staff = {{"till", left}};
  config.cameras[2].masks = {{"door", right}};
  start(config);
  ASSERT_TRUE(
      eventually([&] { return frames_with_faces("open") > 5 && witness_.frames("shut") > 5; }));
  ASSERT_TRUE(goes_on("half", 5));
  for (const FrameResult& frame : witness_.of("half").frames)
    for (const Face& face : frame.faces)
      EXPECT_GT(face.detection.box.right(), kWidth / 2.0F) << "none lies within the staff zone";
  EXPECT_EQ(frames_with_faces("shut"), 0U);
  // And the pictures show black there.
  const auto jpeg = live_->picture("half", Shown::raw);
  ASSERT_TRUE(jpeg.has_value());
  write_file(folder_ / "half.jpg", std::string(jpeg->begin(), jpeg->end()));
  const auto source = video::open_source((folder_ / "half.jpg").string());
  Frame picture;
  ASSERT_TRUE(source->read(picture));
  EXPECT_EQ(picture.width, kWidth);
  int brightest = 0, right_brightest = 0;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const int luma = picture.planes[0][y * picture.strides[0] + x];
      if (x < picture.width / 2 - 8) brightest = std::max(brightest, luma);
      if (x > picture.width / 2 + 8) right_brightest = std::max(right_brightest, luma);
    }
  EXPECT_LT(brightest, 12);
  EXPECT_GT(right_brightest, 100);
}

TEST_F(LiveFaces, BlurredPicturesAreSmallAndFacesAreOneColour) {
  RunConfig config = face_config();
  config.cameras = {camera("a", "loop:" + visit("group.mp4", 40, 0, 40))};
  start(config);
  ASSERT_TRUE(eventually([&] { return frames_with_faces("a") > 2; }));
  const auto jpeg = live_->picture("a", Shown::blurred);
  ASSERT_TRUE(jpeg.has_value());
  write_file(folder_ / "small.jpg", std::string(jpeg->begin(), jpeg->end()));
  const auto source = video::open_source((folder_ / "small.jpg").string());
  Frame small;
  ASSERT_TRUE(source->read(small));
  EXPECT_LE(small.width, 96);
  EXPECT_FALSE(live_->picture("nobody", Shown::blurred).has_value());
  // The faces of the last frame: each a patch of hardly any contrast.
  const FrameResult last = witness_.of("a").frames.back();
  ASSERT_FALSE(last.faces.empty());
  for (const Face& face : last.faces) {
    const Box& box = face.detection.box;
    const float scale = static_cast<float>(small.width) / static_cast<float>(last.frame.width);
    int least = 255, most = 0;
    for (int y = static_cast<int>(box.y * scale) + 1;
         y < static_cast<int>(box.bottom() * scale) - 1; ++y)
      for (int x = static_cast<int>(box.x * scale) + 1;
           x < static_cast<int>(box.right() * scale) - 1; ++x) {
        if (x < 0 || y < 0 || x >= small.width || y >= small.height) continue;
        const int luma = small.planes[0][y * small.strides[0] + x];
        least = std::min(least, luma);
        most = std::max(most, luma);
      }
    EXPECT_LT(most - least, 40);
  }
}

TEST_F(LiveFaces, FacesFoundOnTheSmallStreamAreCutFromTheSharpOne) {
  const std::string sharp = visit("sharp.mp4", 40, 0, 40, 1280, 720);
  const std::string small = visit("small.mp4", 40, 0, 40, 320, 180);
  RunConfig config = face_config();
  config.cameras = {camera("two", "loop:" + sharp), camera("one", "loop:" + sharp)};
  config.cameras[0].detect_input = "loop:" + small;
  start(config);
  ASSERT_TRUE(
      eventually([&] { return frames_with_faces("two") > 5 && frames_with_faces("one") > 5; }));
  const FrameResult two = witness_.of("two").frames.back(), one = witness_.of("one").frames.back();
  EXPECT_EQ(two.frame.width, 1280);
  EXPECT_EQ(status("two").width, 1280);
  ASSERT_FALSE(two.faces.empty());
  ASSERT_FALSE(one.faces.empty());
  float best = 0;
  for (const Face& face : one.faces)
    best = std::max(best, iou(face.detection.box, two.faces.front().detection.box));
  EXPECT_GT(best, 0.6F) << "the same face, in the sharp stream's pixels";
}

TEST_F(LiveFaces, WithoutTheSharpStreamTheSmallOneServes) {
  RunConfig config = face_config();
  config.cameras = {camera("a", "rtsp://127.0.0.1:1/none")};
  config.cameras[0].detect_input = "loop:" + visit("small.mp4", 40, 0, 40, 640, 360);
  start(config);
  ASSERT_TRUE(eventually([&] { return frames_with_faces("a") > 5; }));
  EXPECT_EQ(witness_.of("a").frames.back().frame.width, 640);
  EXPECT_TRUE(is("a", CameraState::live));
  EXPECT_NE(status("a").error, "");
}

TEST_F(LiveFaces, WhoWasInViewWhenTheCameraWentIsGone) {
  const std::string file = visit("group.mp4", 40, 0, 40);
  Server server("rtsp_server.py", {"a=" + file});
  if (!server.listens()) GTEST_SKIP() << "GStreamer's RTSP server is not installed";
  RunConfig config = face_config();
  config.cameras = {camera("a", server.url("rtsp", "a"))};
  start(config);
  ASSERT_TRUE(eventually([&] { return frames_with_faces("a") > 5; })) << status("a").error;
  server.tell("cut a");
  EXPECT_TRUE(eventually([&] { return !witness_.of("a").tracks.empty(); }));
}

}  // namespace
}  // namespace mien::test
