// A detector of your own in the place of mien's, here one that takes the brightest spot for a face:
// own_detector CLIP. It is tracked, placed and written as any; no model is loaded.
#include <cstdint>
#include <cstdio>
#include <vector>

#include "mien/error.h"
#include "mien/pipeline.h"
#include "mien/sinks.h"

namespace {

constexpr int kSide = 128;  // of the picture that we want to be given
constexpr std::uint8_t kBright = 200;

// One per worker thread; mien fills the canvas, scaled and upright, and asks.
class BrightSpot : public mien::Detector {
 public:
  mien::Canvas canvas(int, int) override {
    return {bytes_.data(), kSide, kSide, kSide, mien::PixelFormat::gray};
  }

  std::vector<mien::Detection> detect(const mien::Letterbox& box) override {
    int left = kSide, top = kSide, right = -1, bottom = -1;
    for (int y = 0; y < box.height; ++y)
      for (int x = 0; x < box.width; ++x) {
        if (bytes_[static_cast<std::size_t>(y * kSide + x)] < kBright) continue;
        left = std::min(left, x), right = std::max(right, x);
        top = std::min(top, y), bottom = std::max(bottom, y);
      }
    if (right < 0) return {};
    const float sx = box.scale_x, sy = box.scale_y;  // canvas → pixels of the source
    const mien::Box spot{static_cast<float>(left) * sx, static_cast<float>(top) * sy,
                         static_cast<float>(right - left + 1) * sx,
                         static_cast<float>(bottom - top + 1) * sy};
    return {{.box = spot, .confidence = 0.9f}};
  }

 private:
  std::vector<std::uint8_t> bytes_ = std::vector<std::uint8_t>(kSide * kSide);
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fprintf(stderr, "usage: own_detector CLIP\n");
    return 2;
  }
  mien::RunConfig config;
  config.cameras.push_back({.name = "clip", .input = argv[1]});
  config.emotion = "none";
  mien::RunHooks hooks;
  hooks.stages.detector = mien::OwnDetector{{.name = "bright-spot"},
                                            [](int) { return std::make_unique<BrightSpot>(); }};
  std::vector<std::unique_ptr<mien::Sink>> sinks;
  sinks.push_back(mien::make_sink("tracks", "/dev/stdout"));
  const mien::Summary summary = mien::run(config, {}, sinks, hooks);
  const mien::InputSummary& clip = summary.inputs[0];
  if (clip.error) {
    std::fprintf(stderr, "%s\n", clip.error->c_str());
    return 3;
  }
  std::printf("%s: %lld spots in %lld pictures\n", summary.run.detector.name.c_str(),
              static_cast<long long>(clip.faces), static_cast<long long>(clip.frames_inferred));
  return 0;
} catch (const mien::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
