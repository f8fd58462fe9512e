// What following people costs per inferred frame: a stream of 2, 10 or 50 walking faces.
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "track/trackers.h"

namespace {

using namespace mien;

std::vector<std::vector<Face>> crowd(int people, int frames) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> place(0, 1900), pace(-15, 15), jitter(-2, 2), chance(0, 1);
  struct Walker {
    float x, y, vx;
  };
  std::vector<Walker> walkers;
  for (int i = 0; i < people; ++i) walkers.push_back({place(random), place(random), pace(random)});
  std::vector<std::vector<Face>> result(static_cast<std::size_t>(frames));
  for (auto& faces : result) {
    for (Walker& walker : walkers) {
      walker.x += walker.vx;
      if (walker.x < 0 || walker.x > 1900) walker.vx = -walker.vx;
      if (chance(random) < 0.1f) continue;
      Face face;
      face.detection.box = {walker.x + jitter(random), walker.y + jitter(random), 48, 60};
      face.detection.confidence = 0.4f + 0.6f * chance(random);
      face.quality.overall = chance(random);
      face.expression.probabilities.fill(1.0f / kEmotions);
      faces.push_back(face);
    }
  }
  return result;
}

void follow(benchmark::State& state) {
  const auto stream = crowd(static_cast<int>(state.range(0)), 1000);
  const auto tracker = track::make_tracker();
  FrameResult result;
  std::int64_t index = 0;
  for (auto _ : state) {
    result.frame.index = index;
    result.frame.seconds = static_cast<double>(index) / 5;
    result.faces = stream[static_cast<std::size_t>(index++) % stream.size()];
    tracker->update(result);
    benchmark::DoNotOptimize(tracker->take_ended(false));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(follow)->ArgName("people")->Arg(2)->Arg(10)->Arg(50)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
