#ifdef MIEN_WITH_DLIB

#include "face/dlib_fastest.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "infer/remembered.h"

namespace mien::face {

namespace {

constexpr int kWidth = 320, kHeight = 240;
constexpr int kRounds = 5;  // interleaved; the least of them is free of what else the machine does

/// HOG of one build over a picture of its own.
class Trial {
 public:
  explicit Trial(const DlibKind& kind) : kind_(kind) {
    const char* error = nullptr;
    model_ = kind.load(nullptr, &error);
    const DlibSettings settings;
    worker_ = model_ ? kind.make(model_, &settings, &error) : nullptr;
    if (worker_) fill(kind.canvas(worker_, kWidth, kHeight));
    run();  // its first picture pays for memory
    least_ms_ = std::numeric_limits<double>::infinity();
  }
  ~Trial() {
    if (worker_) kind_.destroy(worker_);
    if (model_) kind_.unload(model_);
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  void run() {
    if (!worker_) return;
    const double start = thread_cpu_ms();
    if (!kind_.detect(worker_).error) least_ms_ = std::min(least_ms_, thread_cpu_ms() - start);
  }
  double least_ms() const { return least_ms_; }

 private:
  // Edges of every direction, the same each time.
  static void fill(const DlibCanvas& canvas) {
    if (!canvas.data) return;
    for (int y = 0; y < kHeight; ++y)
      for (int x = 0; x < kWidth; ++x)
        canvas.data[y * canvas.stride + x] =
            static_cast<unsigned char>((x * x / 7 + y * y / 5 + x * y / 11) % 251);
  }

  const DlibKind& kind_;
  void *model_ = nullptr, *worker_ = nullptr;
  double least_ms_ = std::numeric_limits<double>::infinity();
};

}  // namespace

const ChosenDlib& fastest_dlib(std::span<const ChosenDlib> builds, const std::string& key,
                               const std::filesystem::path& file) {
  const infer::Remembered memory(file);
  const std::string known = memory.recall(key);
  const auto kept = std::ranges::find(builds, known, &ChosenDlib::name);
  if (kept != builds.end()) return *kept;
  std::vector<std::unique_ptr<Trial>> trials;
  for (const ChosenDlib& build : builds)
    trials.push_back(std::make_unique<Trial>(*build.build->hog));
  for (int round = 0; round < kRounds; ++round)
    for (const auto& trial : trials) trial->run();
  const auto best =
      std::ranges::min_element(trials, {}, [](const auto& trial) { return trial->least_ms(); });
  const ChosenDlib& chosen = builds[static_cast<std::size_t>(best - trials.begin())];
  memory.keep(key, chosen.name);
  return chosen;
}

}  // namespace mien::face

#endif
