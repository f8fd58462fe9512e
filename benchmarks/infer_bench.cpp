// CPU time of one inference and of a start. Needs MIEN_MODELS_DIR; networks that are not there are
// skipped.
#include <cstdlib>

#include <benchmark/benchmark.h>

#include "base/temporary_folder.h"
#include "infer/engine.h"
#include "infer/files.h"
#include "infer/models.h"

namespace {

using namespace mien::infer;

struct Case {
  const char* name;
  int width, height;
};
constexpr Case kCases[] = {
    {"retinaface", 640, 384}, {"centerface", 640, 384}, {"yunet-n", 640, 384}, {"fer", 64, 64}};

// Nothing where the model is not there.
std::optional<NetworkSpec> spec_of(const Case& wanted, const char* precision) {
  const char* dir = std::getenv("MIEN_MODELS_DIR");
  if (dir == nullptr) return std::nullopt;
  const ModelStore store(MIEN_SOURCE_DIR "/models/manifest.yaml", dir);
  const ModelEntry& entry = store.find(wanted.name);
  if (store.verify(entry) != ModelStore::State::ok) return std::nullopt;
  return NetworkSpec{store.locate(entry), wanted.name, wanted.width,
                     wanted.height,       1,           entry.format,
                     entry.mean,          entry.scale, precision_for(read_precision(precision))};
}

void infer(benchmark::State& state, const Case& wanted, const char* precision) {
  const auto spec = spec_of(wanted, precision);
  if (!spec) return state.SkipWithError("not in MIEN_MODELS_DIR");
  const auto request = make_engine(1, {})->compile(*spec)->request();
  for (auto _ : state) request->infer();
}

// From nothing to a first answer, the engine's libraries being loaded; with a cache that is filled,
// or none.
void start(benchmark::State& state, const Case& wanted, bool cached) {
  const auto spec = spec_of(wanted, "f32");
  if (!spec) return state.SkipWithError("not in MIEN_MODELS_DIR");
  const mien::TemporaryFolder folder;
  const auto cache = cached ? folder.path() : std::filesystem::path();
  make_engine(1, cache)->compile(*spec);
  for (auto _ : state) make_engine(1, cache)->compile(*spec)->request()->infer();
}

const bool registered = [] {
  for (const Case& wanted : kCases) {
    const std::string name = wanted.name;
    benchmark::RegisterBenchmark(("infer/" + name + "/f32").c_str(), infer, wanted, "f32");
    benchmark::RegisterBenchmark(("infer/" + name + "/auto").c_str(), infer, wanted, "auto");
    benchmark::RegisterBenchmark(("start/" + name + "/cold").c_str(), start, wanted, false);
    benchmark::RegisterBenchmark(("start/" + name + "/cached").c_str(), start, wanted, true);
  }
  return true;
}();

}  // namespace

BENCHMARK_MAIN();
