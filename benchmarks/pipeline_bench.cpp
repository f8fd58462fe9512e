// The pipeline against its parts, and two workers against one, on a 1080p clip made from the sample
// footage.
//   bench_pipeline MANIFEST CACHE [ROUNDS] [DETECTOR]
// Every figure is the median over interleaved rounds of one run; ratios travel, milliseconds do
// not.
#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>
#include <libyuv.h>

#include "mien/error.h"
#include "mien/pipeline.h"

#include "../tests/video/make_clip.h"
#include "base/clock.h"
#include "face/detectors.h"
#include "media/scaler.h"
#include "video/video.h"

namespace {

using namespace mien;
namespace fs = std::filesystem;

constexpr int kFrames = 960;  // 40 s

// One face, at 1920 × 1080, 24 fps, a keyframe every two seconds, no B-frames: what a camera sends.
void make_1080p(const fs::path& sample, const fs::path& clip) {
  const auto source = video::open_source(sample.string());
  test::ClipSpec spec{.width = 1920, .height = 1080, .fps = 24, .frames = kFrames, .gop = 48};
  spec.options = {{"preset", "veryfast"}, {"crf", "23"}};
  test::make_clip(clip, spec, [&](int, AVFrame& out) {
    Frame frame;
    if (!source->read(frame)) {
      source->seek({});
      source->read(frame);
    }
    libyuv::I420Scale(frame.planes[0], frame.strides[0], frame.planes[1], frame.strides[1],
                      frame.planes[2], frame.strides[2], frame.width, frame.height, out.data[0],
                      out.linesize[0], out.data[1], out.linesize[1], out.data[2], out.linesize[2],
                      out.width, out.height, libyuv::kFilterBilinear);
  });
}

struct Parts {
  double decode = 0, infer = 0, pipeline = 0;  // CPU ms per frame
  StageTimes stages;
};

double decode_alone(const fs::path& clip) {
  const auto source = video::open_source(clip.string());
  Frame frame;
  int frames = 0;
  const double start = thread_cpu_ms();
  while (source->read(frame)) ++frames;
  return (thread_cpu_ms() - start) / frames;
}

double infer_alone(Detector& detector, const fs::path& clip) {
  const auto source = video::open_source(clip.string());
  Frame frame;
  source->read(frame);
  media::Scaler scaler;
  const Letterbox fit = scaler.fit(frame, detector.canvas(frame.info.width, frame.info.height));
  detector.detect(fit);
  constexpr int kTimes = 60;
  const double start = thread_cpu_ms();
  for (int i = 0; i < kTimes; ++i) detector.detect(fit);
  return (thread_cpu_ms() - start) / kTimes;
}

Summary run_pipeline(const RunConfig& base, const ModelStorePaths& models,
                     const std::vector<fs::path>& inputs, int workers) {
  RunConfig config = base;
  config.workers = workers;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    config.cameras.push_back({.name = std::to_string(i), .input = inputs[i].string()});
  return run(config, models, {});
}

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

template <class Round>
double median_of(const std::vector<Round>& rounds, double (*value)(const Round&)) {
  std::vector<double> values;
  for (const Round& round : rounds) values.push_back(value(round));
  return median(values);
}

void against_parts(const RunConfig& config, const ModelStorePaths& models, const fs::path& clip,
                   int rounds) {
  infer::ModelStore store(models.manifest, models.dir);
  const auto engine = infer::make_engine(1, {});
  const auto detector = face::load_detector({.name = config.detector}, *engine, store)->make();
  std::vector<Parts> all;
  for (int i = 0; i < rounds; ++i) {
    Parts parts{.decode = decode_alone(clip), .infer = infer_alone(*detector, clip)};
    const InputSummary input = run_pipeline(config, models, {clip}, 1).inputs[0];
    parts.pipeline = input.cpu_seconds * 1e3 / static_cast<double>(input.frames_decoded);
    parts.stages = input.stages_ms;
    all.push_back(parts);
  }
  fmt::print("1080p, {} on every frame, one worker, CPU ms per frame (median of {}):\n",
             config.detector, rounds);
  fmt::print("  decode alone    {:7.2f}\n",
             median_of<Parts>(all, [](const Parts& p) { return p.decode; }));
  fmt::print("  inference alone {:7.2f}\n",
             median_of<Parts>(all, [](const Parts& p) { return p.infer; }));
  fmt::print("  pipeline        {:7.2f}\n",
             median_of<Parts>(all, [](const Parts& p) { return p.pipeline; }));
  fmt::print(
      "  pipeline ÷ (decode + inference): {:.3f}\n",
      median_of<Parts>(all, [](const Parts& p) { return p.pipeline / (p.decode + p.infer); }));
  const StageTimes& s = all.back().stages;
  fmt::print(
      "  stages: decode {:.2f}  scale {:.2f}  infer {:.2f}  crop {:.2f}  classify {:.2f}  "
      "track {:.3f}  write {:.3f}\n\n",
      s.decode, s.scale, s.infer, s.crop, s.classify, s.track, s.write);
}

void two_workers(const char* what, const RunConfig& config, const ModelStorePaths& models,
                 const std::vector<fs::path>& inputs, int rounds) {
  std::vector<double> one, two, ratio;
  for (int i = 0; i < rounds; ++i) {
    one.push_back(run_pipeline(config, models, inputs, 1).total.fps);
    two.push_back(run_pipeline(config, models, inputs, 2).total.fps);
    ratio.push_back(two.back() / one.back());
  }
  fmt::print("{}: {:.1f} fps with one worker, {:.1f} with two: {:.3f}×\n", what, median(one),
             median(two), median(ratio));
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    fmt::print(stderr, "usage: bench_pipeline MANIFEST CACHE [ROUNDS] [DETECTOR]\n");
    return 2;
  }
  const ModelStorePaths models{argv[1], argv[2]};
  const int rounds = argc > 3 ? std::max(1, std::atoi(argv[3])) : 3;
  RunConfig config;
  config.detect_fps = 0;
  if (argc > 4) config.detector = argv[4];
  const fs::path clip = fs::temp_directory_path() / "mien-bench-1080p.mp4";
  make_1080p(models.dir / "WolfgangLanger_Pexels.mp4", clip);
  against_parts(config, models, clip, rounds);
  two_workers("two inputs", config, models, {clip, clip}, rounds);
  two_workers("one input", config, models, {clip}, rounds);
  fs::remove(clip);
  return 0;
} catch (const mien::Error& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
