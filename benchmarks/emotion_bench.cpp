// Eight faces of one picture: one by one, and two, four and eight at once, on one thread.
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>

#include "infer/cpu.h"
#include "infer/engine.h"
#include "infer/models.h"

namespace {

using namespace mien;

constexpr int kFaces = 8;

/// Arguments: faces at once. Models: as `mien` finds them; `fer` in the folder that MIEN_MODELS_DIR
/// names.
void read_eight_faces(benchmark::State& state, const char* model, Precision precision) {
  const char* folder = std::getenv("MIEN_MODELS_DIR");
  const int batch = static_cast<int>(state.range(0));
  try {
    const infer::ModelStore store(
        ModelStorePaths{std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml",
                        folder ? folder : std::filesystem::temp_directory_path().string()});
    const infer::ModelEntry& entry = store.find(model);
    const auto engine = infer::make_engine(1, {});
    const auto network = engine->compile({.model = store.locate(entry),
                                          .name = entry.name,
                                          .width = entry.width,
                                          .height = entry.height,
                                          .batch = batch,
                                          .format = entry.format,
                                          .mean = entry.mean,
                                          .scale = entry.scale,
                                          .precision = precision});
    const auto request = network->request();
    for (int slot = 0; slot < batch; ++slot) {
      const Canvas input = request->input(static_cast<std::size_t>(slot));
      for (int y = 0; y < input.height; ++y)
        std::memset(input.data + y * input.stride, y * 3, static_cast<std::size_t>(input.width));
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

void add(const std::string& name, const char* model, Precision precision) {
  benchmark::RegisterBenchmark(name.c_str(), read_eight_faces, model, precision)
      ->ArgName("at once")
      ->RangeMultiplier(2)
      ->Range(1, kFaces)
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  add("mien, f32", "mien", Precision::f32);
  const bool bf16 = infer::cpu_features().native_bf16();
  if (bf16) add("mien, bf16", "mien", Precision::bf16);
  add("mien-int8", "mien-int8", bf16 ? Precision::bf16 : Precision::f32);
  add("fer, f32", "fer", Precision::f32);
  benchmark::RunSpecifiedBenchmarks();
}
