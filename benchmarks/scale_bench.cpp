// A decoded frame → the bytes of a detector, before (full-size RGB, then resize) and after (ours).
#include <array>
#include <memory>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>
#include <libyuv.h>

#include "media/cropper.h"
#include "media/resize.h"
#include "media/scaler.h"

extern "C" {
#include <libswscale/swscale.h>
}

namespace {

using namespace mien;
using namespace mien::media;

/// A 1080p frame of noise, and a 640×360 canvas.
struct Scene {
  static constexpr int kWidth = 1920, kHeight = 1080, kSmallWidth = 640, kSmallHeight = 360;
  std::vector<std::uint8_t> planes = std::vector<std::uint8_t>(kWidth * kHeight * 3 / 2);
  std::vector<std::uint8_t> small = std::vector<std::uint8_t>(kSmallWidth * kSmallHeight * 3);
  Frame frame;
  Canvas canvas{small.data(), kSmallWidth, kSmallHeight, kSmallWidth * 3, PixelFormat::bgr};

  explicit Scene(ColorMatrix matrix) {
    std::mt19937 random(1);
    for (auto& byte : planes) byte = static_cast<std::uint8_t>(random());
    frame.info.width = frame.width = kWidth;
    frame.info.height = frame.height = kHeight;
    frame.planes[0] = planes.data();
    frame.planes[1] = planes.data() + kWidth * kHeight;
    frame.planes[2] = frame.planes[1] + kWidth * kHeight / 4;
    frame.strides[0] = kWidth;
    frame.strides[1] = frame.strides[2] = kWidth / 2;
    frame.matrix = matrix;
  }
};

/// Before: swscale converts the whole frame to BGR, libyuv shrinks that picture.
void full_size_rgb_then_resize(benchmark::State& state) {
  Scene scene(ColorMatrix::bt709);
  constexpr int w = Scene::kWidth, h = Scene::kHeight;
  std::vector<std::uint8_t> large(w * h * 4), reduced(640 * 360 * 4);
  const std::unique_ptr<SwsContext, decltype(&sws_freeContext)> sws(
      sws_getContext(w, h, AV_PIX_FMT_YUV420P, w, h, AV_PIX_FMT_BGRA, SWS_POINT, nullptr, nullptr,
                     nullptr),
      sws_freeContext);
  for (auto _ : state) {
    std::uint8_t* out[] = {large.data()};
    const int stride[] = {w * 4};
    sws_scale(sws.get(), scene.frame.planes, scene.frame.strides, 0, h, out, stride);
    libyuv::ARGBScale(large.data(), w * 4, w, h, reduced.data(), 640 * 4, 640, 360,
                      libyuv::kFilterBox);
    libyuv::ARGBToRGB24(reduced.data(), 640 * 4, scene.canvas.data, 640 * 3, 640, 360);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(full_size_rgb_then_resize)->Unit(benchmark::kMicrosecond);

/// Before, in one call.
void swscale_bilinear(benchmark::State& state) {
  Scene scene(ColorMatrix::bt709);
  const std::unique_ptr<SwsContext, decltype(&sws_freeContext)> sws(
      sws_getContext(1920, 1080, AV_PIX_FMT_YUV420P, 640, 360, AV_PIX_FMT_BGR24, SWS_BILINEAR,
                     nullptr, nullptr, nullptr),
      sws_freeContext);
  for (auto _ : state) {
    std::uint8_t* out[] = {scene.canvas.data};
    const int stride[] = {640 * 3};
    sws_scale(sws.get(), scene.frame.planes, scene.frame.strides, 0, 1080, out, stride);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(swscale_bilinear)->Unit(benchmark::kMicrosecond);

/// The luma plane alone, by libyuv's filters: bilinear (2) reads one pixel of nine, box (3) all.
void luma_libyuv(benchmark::State& state) {
  Scene scene(ColorMatrix::bt709);
  for (auto _ : state) {
    libyuv::ScalePlane(scene.frame.planes[0], 1920, 1920, 1080, scene.small.data(), 640, 640, 360,
                       static_cast<libyuv::FilterMode>(state.range(0)));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(luma_libyuv)->Arg(2)->Arg(3)->Unit(benchmark::kMicrosecond);

/// The luma plane alone, ours: halved, then bilinear; reads all.
void luma_halved_then_bilinear(benchmark::State& state) {
  Scene scene(ColorMatrix::bt709);
  mien::media::PlaneResizer resizer;
  for (auto _ : state) {
    resizer.resize({scene.frame.planes[0], 1920, 1920, 1080}, scene.small.data(), 640, 640, 360);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(luma_halved_then_bilinear)->Unit(benchmark::kMicrosecond);

/// After. Argument: 0 BT.601, 1 BT.709 (whose chroma and luma are widened first).
void scaler_fit(benchmark::State& state) {
  Scene scene(static_cast<ColorMatrix>(state.range(0)));
  mien::media::Scaler scaler;
  for (auto _ : state) {
    benchmark::DoNotOptimize(scaler.fit(scene.frame, scene.canvas));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(scaler_fit)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);

/// A face of `range` pixels → 64×64 gray, level and turned.
void cropper_cut(benchmark::State& state) {
  Scene scene(ColorMatrix::bt709);
  mien::media::Cropper cropper;
  Canvas canvas{scene.small.data(), 64, 64, 64, PixelFormat::gray};
  const CropSpec spec{
      {900, 500}, static_cast<float>(state.range(0)), static_cast<float>(state.range(1)) * 0.1f};
  for (auto _ : state) {
    cropper.cut(scene.frame, spec, canvas);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(cropper_cut)
    ->Args({48, 0})
    ->Args({200, 0})
    ->Args({800, 0})
    ->Args({200, 1})
    ->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
