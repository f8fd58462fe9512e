// From network outputs to faces on a 640 × 384 canvas with 20 faces: every prior decoded and then
// sifted (before) against scores sifted first (ours); and the suppression alone.
#include <cmath>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "face/nms.h"
#include "face/quality.h"
#include "face/retinaface.h"

namespace {

using namespace mien;

constexpr face::InputSize kSize{640, 384};
constexpr int kFaces = 20, kPriorsOfAFace = 8;
constexpr float kThreshold = 0.7f;

/// Outputs as RetinaFace gives them: background nearly everywhere, a handful of priors at each
/// face.
struct Outputs {
  std::vector<face::Prior> priors = face::retinaface_priors(kSize);
  std::vector<float> boxes, scores, landmarks;

  Outputs() : boxes(priors.size() * 4), scores(priors.size() * 2), landmarks(priors.size() * 10) {
    std::mt19937 random(1);
    std::uniform_real_distribution<float> shift(-1, 1), background(0, 0.1f), certain(0.7f, 1);
    for (float& v : boxes) v = shift(random);
    for (float& v : landmarks) v = shift(random);
    for (std::size_t i = 0; i < priors.size(); ++i) scores[i * 2 + 1] = background(random);
    for (int f = 0; f < kFaces; ++f) {
      const std::size_t first = random() % (priors.size() - kPriorsOfAFace);
      for (std::size_t i = first; i < first + kPriorsOfAFace; ++i)
        scores[i * 2 + 1] = certain(random);
    }
  }
  face::RetinaFaceOutputs views() const {
    return {{{boxes.size()}, boxes}, {{scores.size()}, scores}, {{landmarks.size()}, landmarks}};
  }
};

void finish(std::vector<Detection>& faces) {
  face::clip(faces, 640, 360);
  face::suppress(faces, 0.4f);
  benchmark::DoNotOptimize(faces.data());
}

void decode_all_then_sift(benchmark::State& state) {
  const Outputs outputs;
  const auto views = outputs.views();
  std::vector<Detection> faces;
  for (auto _ : state) {
    faces.clear();
    face::decode_retinaface(views, outputs.priors, 0, faces);
    std::erase_if(faces, [](const Detection& f) { return f.confidence < kThreshold; });
    finish(faces);
  }
}
BENCHMARK(decode_all_then_sift)->Unit(benchmark::kMicrosecond);

void sift_then_decode(benchmark::State& state) {
  const Outputs outputs;
  const auto views = outputs.views();
  std::vector<Detection> faces;
  for (auto _ : state) {
    faces.clear();
    face::decode_retinaface(views, outputs.priors, kThreshold, faces);
    finish(faces);
  }
}
BENCHMARK(sift_then_decode)->Unit(benchmark::kMicrosecond);

void suppress_candidates(benchmark::State& state) {
  std::mt19937 random(2);
  std::uniform_real_distribution<float> x(0, 600), y(0, 340), side(10, 60), score(0, 1);
  std::vector<Detection> candidates(static_cast<std::size_t>(state.range(0)));
  for (Detection& c : candidates) {
    c = {{x(random), y(random), side(random), side(random)}, score(random), std::nullopt};
  }
  std::vector<Detection> faces;
  for (auto _ : state) {
    faces = candidates;
    finish(faces);
  }
}
BENCHMARK(suppress_candidates)->Arg(50)->Arg(500)->Arg(5000)->Unit(benchmark::kMicrosecond);

void assess_a_crop(benchmark::State& state) {
  std::vector<std::uint8_t> pixels(64 * 64);
  std::mt19937 random(3);
  for (auto& p : pixels) p = static_cast<std::uint8_t>(random() % 256);
  const Canvas crop{pixels.data(), 64, 64, 64, PixelFormat::gray};
  const Detection seen{{100, 100, 60, 80}, 0.9f, std::nullopt};
  for (auto _ : state) benchmark::DoNotOptimize(face::assess(seen, crop));
}
BENCHMARK(assess_a_crop)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
