#include <algorithm>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "annotate_fixture.h"
#include "drawing/annotated.h"

namespace mien::drawing {
namespace {

namespace fs = std::filesystem;

TEST_F(WriteAnnotated, KeepsEveryFrameAtItsTimeEvenAtAVariableRate) {
  const fs::path in = clip({.frames = 40, .b_frames = 2, .variable_rate = true});
  const fs::path out = dir_ / "sub" / "out.mp4";
  drawing::write_annotated(in.string(), one_face({50, 50, 60, 60}), out);
  const std::vector<double> before = times(in), after = times(out);
  ASSERT_EQ(before.size(), 40u);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(after[i], before[i], 1e-3);
  EXPECT_FALSE(fs::exists(out.string() + ".part"));
}

TEST_F(WriteAnnotated, TurnsThePictureUprightAndDrawsWhereTheFaceIs) {
  test::ClipSpec spec;
  spec.rotation = 90;
  spec.frames = 10;
  const fs::path in = clip(spec, "in.mp4", stripes(8, 90, 90)), out = dir_ / "out.mp4";
  drawing::write_annotated(in.string(), one_face({80, 100, 90, 120}), out);
  const auto source = video::open_source(out.string());
  Frame frame;
  ASSERT_TRUE(source->read(frame));
  EXPECT_EQ(frame.rotation, 0);
  EXPECT_EQ(frame.width, 240);
  EXPECT_EQ(frame.height, 320);
  const auto v = [&](int x, int y) { return frame.planes[2][y / 2 * frame.strides[2] + x / 2]; };
  const auto u = [&](int x, int y) { return frame.planes[1][y / 2 * frame.strides[1] + x / 2]; };
  for (const auto& [x, y] : {std::pair{80, 160}, {170, 160}, {125, 100}, {125, 220}}) {
    EXPECT_GT(v(x, y), 136) << x << ' ' << y;  // vermilion
    EXPECT_LT(u(x, y), 122) << x << ' ' << y;
  }
  EXPECT_NEAR(v(125, 160), 128, 2);  // the face itself is left as it was
  EXPECT_NEAR(v(20, 280), 128, 2);
}

TEST_F(WriteAnnotated, BlurReachesFramesBetweenObservations) {
  const fs::path in = clip({.frames = 20}, "in.mp4", stripes(3, 60, 200)),
                 plain = dir_ / "plain.mp4", out = dir_ / "blurred.mp4";
  const std::vector<FrameResult> results = one_face({100, 80, 80, 80});
  drawing::write_annotated(in.string(), results, plain);
  drawing::write_annotated(in.string(), results, out, {.blur = true});
  const auto steps = [](const fs::path& file) {  // how rough the face area of each frame is
    std::vector<double> rough;
    const auto source = video::open_source(file.string());
    for (Frame f; source->read(f);) {
      double sum = 0;
      for (int y = 90; y < 150; ++y)
        for (int x = 110; x < 168; ++x)
          sum +=
              std::abs(f.planes[0][y * f.strides[0] + x] - f.planes[0][y * f.strides[0] + x + 1]);
      rough.push_back(sum / (60 * 58));
    }
    return rough;
  };
  const std::vector<double> before = steps(plain), after = steps(out);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_GT(before[i], 30) << i;
    EXPECT_LT(after[i], 2) << i;
  }
}

// What a mask covers must not leave the house, on no frame, even with a face said to be there.
TEST_F(WriteAnnotated, MasksAreBlackOnEveryFrameOfTheUprightPicture) {
  test::ClipSpec spec;
  spec.rotation = 90;  // shown: 240 x 320
  spec.frames = 12;
  const fs::path in = clip(spec, "in.mp4", stripes(3, 60, 200)), out = dir_ / "out.mp4";
  const Polygon top_half = {{0, 0}, {1, 0}, {1, 0.5f}, {0, 0.5f}};
  drawing::write_annotated(in.string(), one_face({60, 200, 80, 80}), out,
                           {.blur = true, .masks = {top_half}});
  const auto source = video::open_source(out.string());
  int frames = 0;
  for (Frame f; source->read(f); ++frames) {
    for (int y = 0; y < 156; ++y)
      for (int x = 0; x < 240; ++x) {
        ASSERT_LT(f.planes[0][y * f.strides[0] + x], 24) << frames << ": " << x << ' ' << y;
        ASSERT_NEAR(f.planes[1][y / 2 * f.strides[1] + x / 2], 128, 6);
        ASSERT_NEAR(f.planes[2][y / 2 * f.strides[2] + x / 2], 128, 6);
      }
    int bright = 0;
    for (int y = 164; y < 320; ++y) bright += f.planes[0][y * f.strides[0] + 20] > 100;
    EXPECT_GT(bright, 30) << frames;
  }
  EXPECT_EQ(frames, 12);
}

TEST_F(WriteAnnotated, StillImagesFoldersAndOddSizesWork) {
  test::ClipSpec spec;
  spec.encoder = "mjpeg";
  spec.format = AV_PIX_FMT_YUVJ420P;
  spec.frames = 1;
  fs::create_directories(dir_ / "pictures");
  clip(spec, "pictures/1.jpg");
  spec.width = 121;
  spec.height = 333;
  clip(spec, "pictures/2.jpg");
  const fs::path out = dir_ / "out.mp4";
  drawing::write_annotated((dir_ / "pictures").string(), one_face({50, 50, 60, 60}), out);
  EXPECT_EQ(times(out).size(), 2u);
  drawing::write_annotated((dir_ / "pictures" / "2.jpg").string(), one_face({5, 5, 60, 60}), out);
  EXPECT_EQ(times(out).size(), 1u);
  EXPECT_EQ(video::open_source(out.string())->info().width, 120);
}

TEST_F(WriteAnnotated, StoppingGivesItUp) {
  const fs::path in = clip({.frames = 300}), out = dir_ / "out.mp4";
  std::atomic<bool> stop = false;
  std::jthread interrupt([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(80));
    stop = true;
  });
  bool written =
      drawing::write_annotated(in.string(), one_face({50, 50, 60, 60}), out, {}, &stop).written;
  EXPECT_EQ(fs::exists(out), written);  // a fast machine may have been done
  EXPECT_FALSE(fs::exists(out.string() + ".part"));
  fs::remove(out);
  interrupt.join();
  // Stopped before the first frame.
  written = drawing::write_annotated(in.string(), {}, out, {}, &stop).written;
  EXPECT_FALSE(written);
  EXPECT_FALSE(fs::exists(out));
}

TEST_F(WriteAnnotated, FailuresSayWhichSideIsAtFault) {
  const fs::path in = clip({.frames = 3});
  const auto kind_of = [&](const std::string& input, const fs::path& out) {
    try {
      drawing::write_annotated(input, {}, out);
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::internal;
  };
  std::ofstream(dir_ / "file") << "x";
  EXPECT_EQ(kind_of(in.string(), dir_ / "file" / "out.mp4"), ErrorKind::output);
  EXPECT_EQ(kind_of((dir_ / "none.mp4").string(), dir_ / "out.mp4"), ErrorKind::input);
  EXPECT_EQ(kind_of("loop:" + in.string(), dir_ / "out.mp4"), ErrorKind::input);
  EXPECT_FALSE(fs::exists(dir_ / "out.mp4"));
  EXPECT_FALSE(fs::exists(dir_ / "out.mp4.part"));
}

}  // namespace
}  // namespace mien::drawing
