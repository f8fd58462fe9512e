#include "study/ladder.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

namespace mien::study {

namespace {

constexpr double kLeastGain = 1.02;  // below this a rung is noise

struct KnownApproach {
  const char *name, *words;
};

/// In the order of the ladder.
constexpr std::array kKnownApproaches = {
    KnownApproach{"baseline", "one process, frame by frame, HOG with its usual settings"},
    KnownApproach{"hog-source-build", "the same with dlib built from source"},
    KnownApproach{"threads", "a pool of threads over frames"},
    KnownApproach{"openmp", "an OpenMP loop over frames"},
    KnownApproach{"processes", "one process per core, each reading its own frames"},
    KnownApproach{"processes-prefetch", "frames decoded once into memory that processes share"},
    KnownApproach{"mpi", "MPI ranks over frames"},
    KnownApproach{"cnn-sync", "a CNN on OpenVINO, one request at a time"},
    KnownApproach{"cnn-batched", "frames in batches through the CNN"},
    KnownApproach{"cnn-streams", "OpenVINO's throughput streams, asynchronous"},
    KnownApproach{"cnn-per-core", "one worker per core, each frame run to completion"},
    KnownApproach{"processes-cnn-per-core", "processes of such workers"},
    KnownApproach{"mpi-cnn-per-core", "MPI ranks of such workers"},
    KnownApproach{"cnn-per-core-tracked", "detection on some frames, tracking between them"},
};

/// CPU-heavy first: what is cheaper comes later within an approach.
int precision_place(const std::string& precision) {
  return precision == "int8" ? 2 : precision == "bf16" || precision == "f16" ? 1 : 0;
}

void add_change(std::string& text, const char* what, const std::string& from,
                const std::string& to) {
  if (from == to || to.empty()) return;
  if (!text.empty()) text += ", ";
  text += from.empty() ? fmt::format("{}{}", what, to) : fmt::format("{}{} → {}", what, from, to);
}

std::string every_or_fps(const std::optional<double>& fps) {
  return fps && *fps > 0 ? fmt::format("{:g} times a second", *fps) : "on every frame";
}

}  // namespace

std::string approach_in_words(const std::string& approach) {
  const auto found = std::ranges::find(kKnownApproaches, approach, &KnownApproach::name);
  return found != kKnownApproaches.end() ? found->words : "";
}

int place_of(const BenchResult& result) {
  const auto found = std::ranges::find(kKnownApproaches, result.approach, &KnownApproach::name);
  const auto rank = static_cast<int>(found - kKnownApproaches.begin());
  return rank * 4 + precision_place(result.precision);
}

std::string difference_of(const BenchResult& from, const BenchResult& to) {
  std::string text;
  add_change(text, "", from.detector, to.detector);
  add_change(text, "dlib ", from.build, to.build);
  add_change(text, "", from.precision, to.precision);
  if (from.width.value_or(0) > 0 && to.width.value_or(0) > 0) {
    add_change(text, "width ", fmt::format("{:g}", *from.width), fmt::format("{:g}", *to.width));
  }
  if (from.workers > 0 && to.workers > 0 && from.workers != to.workers) {
    add_change(text, "", fmt::format("{:g}", from.workers),
               fmt::format("{:g} worker{}", to.workers, to.workers == 1 ? "" : "s"));
  }
  if (every_or_fps(from.detect_fps) != every_or_fps(to.detect_fps)) {
    add_change(text, "detection ", every_or_fps(from.detect_fps), every_or_fps(to.detect_fps));
  }
  return text;
}

std::vector<Rung> ladder_of(const Bench& bench) {
  if (!bench.baseline) return {};
  const auto speed = [&](std::size_t i) { return *bench.results[i].speedup; };
  std::map<int, std::size_t> best_by_place;  // the best setting of each approach
  for (std::size_t i = 0; i < bench.results.size(); ++i) {
    const BenchResult& result = bench.results[i];
    if (result.approach == "baseline" || !result.speedup || !bench.sees_enough(result)) continue;
    const auto [place, first] = best_by_place.try_emplace(place_of(result), i);
    if (!first && speed(i) > speed(place->second)) place->second = i;
  }
  std::vector<Rung> rungs{{.result = *bench.baseline}};
  for (const auto& [place, i] : best_by_place) {
    const double gain = speed(i) / speed(rungs.back().result);
    if (gain >= kLeastGain || (i == *bench.best && gain > 1)) {
      rungs.push_back({.result = i, .gain = gain});
    }
  }
  return rungs;
}

json ladder_json(const Bench& bench, const std::vector<Rung>& rungs) {
  json rows = json::array();
  for (std::size_t i = 0; i < rungs.size(); ++i) {
    const BenchResult& result = bench.results[rungs[i].result];
    const std::string change =
        i ? difference_of(bench.results[rungs[i - 1].result], result) : std::string();
    rows.push_back({{"label", result.label},
                    {"change", change},
                    {"gain", rungs[i].gain},
                    {"total", *result.speedup},
                    {"ms", result.ms},
                    {"recall", or_null(result.recall)}});
  }
  return rows;
}

}  // namespace mien::study
