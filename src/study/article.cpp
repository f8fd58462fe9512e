/// \file The article's claims beside the figures of this machine.
/// Source: "Emotion Detection using Intel Distribution for Python on Intel Xeon Scalable
/// Processors", Intel, 2019.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "study/words.h"

namespace mien::study {

namespace {

constexpr double kArticleParallel = 5.1, kArticleCores = 40, kArticleHogOverCnn = 8.5;

bool is_parallel_hog(const BenchResult& result) {
  static constexpr const char* kNames[] = {"threads", "openmp", "processes", "processes-prefetch",
                                           "mpi"};
  return std::ranges::find(kNames, result.approach) != std::end(kNames);
}

/// The result with one worker that differs from `parallel` in nothing but how work is shared out.
const BenchResult* serial_twin(const Bench& bench, const BenchResult& parallel) {
  for (const BenchResult& result : bench.results) {
    const bool serial = result.approach == "baseline" || result.approach == "hog-source-build";
    if (serial && result.detector == parallel.detector && result.build == parallel.build &&
        result.precision == parallel.precision && result.width == parallel.width) {
      return &result;
    }
  }
  return nullptr;
}

/// The curve of the approach itself where there is one, else of any that is parallel.
std::string amdahl_in_words(const Bench& bench, const std::string& approach) {
  const auto fitted = [](const BenchScaling& c) { return c.fit.has_value(); };
  auto curve = std::ranges::find_if(
      bench.scaling, [&](const auto& c) { return fitted(c) && c.approach == approach; });
  if (curve == bench.scaling.end()) curve = std::ranges::find_if(bench.scaling, fitted);
  if (curve == bench.scaling.end()) return "";
  const double most = curve->points.back().workers;
  return fmt::format(
      " Amdahl's law fitted to {} gives a serial share of {:.1f}\u00a0%; drawn out from {:g} to 40 "
      "workers that would be {}, which is an extrapolation and was not measured.",
      curve->approach, 100 * curve->fit->serial, most, times(curve->fit->speedup(kArticleCores)));
}

std::string parallel_here(const Bench& bench) {
  const BenchResult *best = nullptr, *twin = nullptr;
  double gain = 0;
  for (const BenchResult& result : bench.results) {
    const BenchResult* serial = is_parallel_hog(result) ? serial_twin(bench, result) : nullptr;
    if (!serial || result.fps / serial->fps <= gain) continue;
    best = &result, twin = serial, gain = result.fps / serial->fps;
  }
  if (!best) return "";
  std::string text = fmt::format("{} over {}, with nothing else changed: {}", best->label,
                                 twin->label, times(gain));
  if (best->workers > 1) {
    text += fmt::format(" on {:g} workers, {} of the ideal gain", best->workers,
                        percent(gain / best->workers));
    if (best->workers < kArticleParallel) {
      text +=
          fmt::format(". So few workers cannot reach 5.1 by parallelism alone: their limit is {:g}",
                      best->workers);
    }
  }
  return text + "." + amdahl_in_words(bench, best->approach);
}

std::string hog_over_cnn_here(const Bench& bench) {
  if (bench.comparisons.empty()) return "";
  const auto [least, most] =
      std::ranges::minmax_element(bench.comparisons, {}, &BenchComparison::ratio);
  const auto reach = std::ranges::count_if(
      bench.comparisons, [](const auto& row) { return row.ratio >= kArticleHogOverCnn; });
  if (bench.comparisons.size() == 1) {
    return fmt::format("HOG takes {} the CNN's time ({}).", times(least->ratio), least->label);
  }
  return fmt::format(
      "The article does not give the settings, and they decide: from {} ({}) to {} ({}). {} of {} "
      "settings measured here reach 8.5.",
      times(least->ratio), least->label, times(most->ratio), most->label, reach,
      bench.comparisons.size());
}

std::string source_build_here(const Bench& bench) {
  const auto gain = [](const BenchBuild& row) { return row.gain.value_or(0); };
  const auto best = std::ranges::max_element(bench.builds, {}, gain);
  if (best == bench.builds.end() || !best->gain) return "";
  const auto worst = std::ranges::min_element(
      bench.builds, {}, [](const BenchBuild& row) { return row.gain.value_or(1e9); });
  std::string text = fmt::format("The best build is {}: {} the speed of the generic one.",
                                 best->build, times(*best->gain));
  if (worst->gain && *worst->gain < 0.98) {
    text += fmt::format(
        " Not every source build helps: {} runs at {} the generic speed, so it has to be measured.",
        worst->build, times(*worst->gain));
  }
  return text;
}

std::string cnn_recall_here(const Bench& bench) {
  const auto recall_of = [&](bool hog) {
    std::optional<double> most;
    for (const BenchResult& r : bench.results) {
      if ((r.detector == "hog") == hog && r.recall) most = std::max(most.value_or(0), *r.recall);
    }
    return most;
  };
  const auto hog = recall_of(true), cnn = recall_of(false);
  if (!hog || !cnn) return "";
  return fmt::format(
      "Of the reference's faces, HOG finds {} and the best CNN {}: their speeds are not directly "
      "comparable.",
      percent(*hog), percent(*cnn));
}

}  // namespace

std::vector<Claim> beside_the_article(const Bench& bench, const std::vector<Rung>& rungs) {
  std::vector<Claim> claims{
      {"Going from one process to many brings up to 5.1 × (2 × 20 cores).", parallel_here(bench)},
      {"HOG + SVM takes about 8.5 × the time of the CNN.", hog_over_cnn_here(bench)},
      {"A source build of dlib takes advantage of AVX.", source_build_here(bench)},
      {"Newer CNNs normally perform better than HOG + SVM.", cnn_recall_here(bench)}};
  if (rungs.size() > 1) {
    claims.push_back(
        {"Good vectorisation, memory management and tuning improve throughput further.",
         fmt::format("All changes together: {} the baseline, in {}.",
                     times(*bench.results[rungs.back().result].speedup),
                     counted(rungs.size() - 1, "step"))});
  }
  std::erase_if(claims, [](const Claim& claim) { return claim.here.empty(); });
  return claims;
}

}  // namespace mien::study
