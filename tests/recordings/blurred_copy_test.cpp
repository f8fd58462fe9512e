// No frame of a blurred copy shows a face that the run's detector finds in that frame of the
// source, nor a frame that was not analysed: looked at in the pixels.
#include <cstdlib>
#include <set>

#include "approaches_fixture.h"
#include "chain/face_searcher.h"
#include "recordings/annotate_sink.h"

namespace mien::recordings {
namespace {

namespace fs = std::filesystem;

/// Luma alone, upright.
struct Gray {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;
  int at(int x, int y) const {
    return pixels[static_cast<std::size_t>(std::clamp(y, 0, height - 1)) * width +
                  static_cast<std::size_t>(std::clamp(x, 0, width - 1))];
  }
};

Gray gray_of(const Frame& frame, media::Scaler& scaler, int width, int height) {
  Gray gray{width, height, {}};
  gray.pixels.resize(static_cast<std::size_t>(width) * height);
  scaler.fit(frame, {gray.pixels.data(), width, height, width, PixelFormat::gray});
  return gray;
}

/// How much of the fine detail of a box in `a` is in `b` too: the correlation of what is left of
/// either after its neighbourhood's mean was taken away. Near 1: the same picture.
double shared_detail(const Gray& a, const Gray& b, const Box& box) {
  double ab = 0, aa = 0, bb = 0;
  const auto detail = [](const Gray& g, int x, int y) {
    int sum = 0;
    for (int j = -2; j <= 2; ++j)
      for (int i = -2; i <= 2; ++i) sum += g.at(x + i, y + j);
    return g.at(x, y) - sum / 25.0;
  };
  const int step = std::max(1, static_cast<int>(box.w / 50));
  for (int y = static_cast<int>(box.y); y < static_cast<int>(box.bottom()); y += step)
    for (int x = static_cast<int>(box.x); x < static_cast<int>(box.right()); x += step) {
      if (x < 0 || y < 0 || x >= a.width || y >= a.height) continue;
      const double p = detail(a, x, y), q = detail(b, x, y);
      ab += p * q;
      aa += p * p;
      bb += q * q;
    }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

/// Nothing to be seen, as where a film fades in or a frame was painted over.
bool is_plain(const Gray& picture) {
  const auto [dark, light] = std::ranges::minmax(picture.pixels);
  return light - dark < 16;
}

struct Seen {
  int frames = 0, faces = 0, black = 0, shown = 0;
  double most = 0;  ///< detail that a face shares with its copy
};

class BlurredCopy : public mien::test::FootageTest {
 protected:
  static ModelStorePaths models() {
    return {.manifest = fs::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml", .dir = models_};
  }
  static RunConfig retinaface(const std::string& input, double detect_fps = 5) {
    RunConfig run;
    run.cameras.push_back({.name = "camera", .input = input});
    run.detector = "retinaface";
    run.emotion = "none";
    run.workers = 2;
    run.detect_fps = detect_fps;
    return run;
  }
  Summary annotate(const RunConfig& run) {
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(
        make_annotate_sink(run, {.folder = path("copies"), .blur = true, .models = models()}));
    return mien::run(run, models(), sinks);
  }
  /// Holds the copy against the source, frame by frame.
  Seen look(const RunConfig& run) {
    chain::FaceSearcher searcher(resolved(run), models());
    const auto search = searcher.of(0);
    const auto source = video::open_source(run.cameras[0].input);
    const auto copy = video::open_source(path("copies") + "/camera.mp4");
    media::Scaler scaler;
    Seen seen;
    Frame original, copied;
    for (const Segment& segment : source->segments()) {
      source->seek(segment);
      for (; source->read(original); ++seen.frames) {
        if (!copy->read(copied)) {
          ADD_FAILURE() << "the copy ends before frame " << seen.frames;
          return seen;
        }
        const Gray b = gray_of(copied, scaler, copied.info.width, copied.info.height);
        compare(original, b, scaler, search, seen);
      }
    }
    EXPECT_FALSE(copy->read(copied)) << "the copy has frames of its own";
    return seen;
  }

 private:
  static void compare(const Frame& original, const Gray& b, media::Scaler& scaler,
                      const drawing::FaceSearch& search, Seen& seen) {
    // The copy's size is that of the stream's first picture; others are fitted in.
    const Gray a = gray_of(original, scaler, b.width, b.height);
    if (is_plain(b)) {
      seen.black += !is_plain(a);
      return;
    }
    const float scale = std::min(static_cast<float>(b.width) / original.info.width,
                                 static_cast<float>(b.height) / original.info.height);
    std::vector<Box> faces;
    ASSERT_TRUE(search(original, faces));
    for (const Box& face : faces) {
      if (face.w * scale < 20) continue;  // the blocks are hardly coarser than its pixels
      const double detail =
          shared_detail(a, b, {face.x * scale, face.y * scale, face.w * scale, face.h * scale});
      ++seen.faces;
      seen.shown += detail > 0.5;
      seen.most = std::max(seen.most, detail);
      EXPECT_LT(detail, 0.5) << "frame " << seen.frames << " (" << original.info.seconds
                             << " s): a face of " << face.w << " pixels at " << face.x << ", "
                             << face.y;
    }
  }
};

// Between two looks a face crosses half of the picture.
TEST_F(BlurredCopy, FacesThatMoveFastAreCoveredOnEveryFrame) {
  const auto photo = video::open_source((models_ / "multi_face.jpg").string());
  Frame still;
  ASSERT_TRUE(photo->read(still));
  const mien::test::Painter moving = [&](int index, AVFrame& out) {
    const int left = (10 + index * 26 % 300) / 2 * 2, top = 60 + index % 7 * 8;
    for (int plane = 0; plane < 3; ++plane) {
      const int shift = plane > 0;
      for (int y = 0; y < out.height >> shift; ++y)
        std::copy_n(
            still.planes[plane] + ((top >> shift) + y) * still.strides[plane] + (left >> shift),
            out.width >> shift, out.data[plane] + y * out.linesize[plane]);
    }
  };
  mien::test::make_clip(path("fast.mp4"),
                        {.width = kWidth, .height = kHeight, .fps = 25, .frames = 75, .gop = 25},
                        moving);
  const RunConfig run = retinaface(path("fast.mp4"));
  const Summary summary = annotate(run);
  const Seen seen = look(run);
  EXPECT_EQ(seen.frames, 75);
  EXPECT_GT(seen.faces, 75);
  EXPECT_EQ(seen.black, 0);
  EXPECT_EQ(summary.inputs[0].frames_covered, 0);
}

TEST_F(BlurredCopy, TheSampleFootage) {
  for (const char* name : {"WolfgangLanger_Pexels.mp4", "single_face.mp4", "face_noface.mov",
                           "noface_face.mov", "multi_face.jpg"}) {
    if (!fs::exists(models_ / name)) continue;
    SCOPED_TRACE(name);
    const RunConfig run = retinaface((models_ / name).string());
    annotate(run);
    const Seen seen = look(run);
    EXPECT_GT(seen.faces, 0);
    EXPECT_EQ(seen.black, 0);
    std::printf("%s: %d frames, %d faces, most shared detail %.2f\n", name, seen.frames, seen.faces,
                seen.most);
  }
}

// Recorders restarted, sizes that change, damaged and oddly timed files.
TEST_F(BlurredCopy, OddRecordings) {
  const char* shared = std::getenv("MIEN_SHARED");
  if (!shared) GTEST_SKIP() << "set MIEN_SHARED to the development data";
  for (const char* name : {"restart.mp4", "cat.mkv", "two_same.mp4", "ts_fut3.ts", "h264b_drop.avi",
                           "raw_mjpeg.dat", "o6.webp", "truncated.jpg"}) {
    SCOPED_TRACE(name);
    const RunConfig run = retinaface((fs::path(shared) / "inputs" / name).string());
    const Summary summary = annotate(run);
    const Seen seen = look(run);
    EXPECT_GT(seen.frames, 0);
    EXPECT_EQ(seen.black, summary.inputs[0].frames_covered);
    std::printf("%s: %d frames, %d covered, %d faces, most shared detail %.2f\n", name, seen.frames,
                seen.black, seen.faces, seen.most);
  }
}

// What a mask covers is neither searched nor shown.
TEST_F(BlurredCopy, MasksAndStaffZonesStayBlack) {
  RunConfig run = retinaface(path("clip.mp4"), 0);
  run.cameras[0].masks["left"] = {{0, 0}, {0.5f, 0}, {0.5f, 1}, {0, 1}};
  run.cameras[0].staff["top"] = {{0.5f, 0}, {1, 0}, {1, 0.25f}, {0.5f, 0.25f}};
  annotate(run);
  const auto copy = video::open_source(path("copies") + "/camera.mp4");
  Frame frame;
  while (copy->read(frame)) {
    for (int y = 2; y < kHeight - 2; ++y) {
      const int width = y < kHeight / 4 - 4 ? kWidth - 2 : kWidth / 2 - 4;
      for (int x = 2; x < width; ++x)
        ASSERT_LT(frame.planes[0][y * frame.strides[0] + x], 30)
            << frame.info.seconds << ": " << x << ' ' << y;
    }
  }
}

}  // namespace
}  // namespace mien::recordings
