#include "study/bench.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace mien::study {

namespace {

/// Recall is counted in faces of one clip: a difference below this is a face or two at a threshold.
constexpr double kSameRecall = 0.005;
constexpr std::size_t kLeastPoints = 3;  // of a fit with two unknowns that can be wrong

std::optional<double> share_at(const Node& node, const char* key) {
  const auto value = node.number(key);
  if (value && (*value < 0 || *value > 1.0001)) node.fail(key, "is not a share between 0 and 1");
  return value;
}

BenchResult read_bench_result(const Node& node) {
  BenchResult result;
  result.approach = node.needed_text("approach");
  result.detector = node.text("detector");
  result.build = node.text("build");
  result.precision = node.text("precision");
  result.note = node.text("note");
  result.error = node.text("error");
  if (!result.error.empty()) return result;
  result.workers = node.number("workers").value_or(0);
  result.fps =
      node.has("fps_median") ? node.positive("fps_median") : 1000 / node.positive("ms_per_frame");
  result.fps_low = node.has("fps_min") ? node.positive("fps_min") : result.fps;
  result.fps_high = node.has("fps_max") ? node.positive("fps_max") : result.fps;
  result.ms = node.has("ms_per_frame") ? node.positive("ms_per_frame") : 1000 / result.fps;
  result.ms_low = result.ms * result.fps / result.fps_high;
  result.ms_high = result.ms * result.fps / result.fps_low;
  result.speedup = node.number("speedup_vs_baseline");
  const auto interval = node.numbers("speedup_interval");
  if (interval.size() == 2) result.speedup_low = interval[0], result.speedup_high = interval[1];
  result.recall = share_at(node, "recall_vs_reference");
  result.core = share_at(node, "core_utilisation");
  result.vector = share_at(node, "vectorisation");
  result.reference_faces = node.number("reference_faces");
  result.memory = share_at(node, "memory_stalls");
  result.memory_reason = node.text("memory_stalls_reason");
  result.faces = node.number("faces");
  result.frames = node.number("frames");
  result.cpu_ms = node.number("cpu_ms_per_frame");
  result.width = node.number("width");
  result.detect_fps = node.number("detect_fps");
  return result;
}

/// Adds to each name what tells it from its namesakes: "hog-source-build avx2".
void label_results(std::vector<BenchResult>& results) {
  using Text = std::string (*)(const BenchResult&);
  constexpr Text kParts[] = {
      [](const BenchResult& r) { return r.detector; }, [](const BenchResult& r) { return r.build; },
      [](const BenchResult& r) { return r.precision; },
      [](const BenchResult& r) { return fmt::format("{:g} px", r.width.value_or(0)); },
      [](const BenchResult& r) { return fmt::format("{:g} workers", r.workers); }};
  for (BenchResult& result : results) {
    result.label = result.approach;
    for (const Text part : kParts) {
      const bool differs = std::ranges::any_of(results, [&](const BenchResult& other) {
        return other.approach == result.approach && part(other) != part(result);
      });
      if (differs && !part(result).empty()) result.label += " " + part(result);
    }
  }
}

void find_best(Bench& bench) {
  auto& results = bench.results;
  const auto base = std::ranges::find(results, "baseline", &BenchResult::approach);
  if (base == results.end()) return;
  bench.baseline = static_cast<std::size_t>(base - results.begin());
  for (BenchResult& result : results) {
    if (!result.speedup) result.speedup = result.fps / base->fps;
  }
  std::size_t best = *bench.baseline;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (*results[i].speedup > *results[best].speedup && bench.sees_enough(results[i])) best = i;
  }
  bench.best = best;
}

std::vector<BenchComparison> read_comparisons(const Node& node) {
  std::vector<BenchComparison> comparisons;
  for (const Node& entry : node.objects("comparisons")) {
    BenchComparison row{.label = entry.needed_text("label"), .note = entry.text("note")};
    row.hog_ms = entry.number("hog_ms");
    row.cnn_ms = entry.number("cnn_ms");
    const bool both = row.hog_ms && row.cnn_ms && *row.cnn_ms > 0;
    row.ratio = both ? *row.hog_ms / *row.cnn_ms : entry.positive("ratio");
    comparisons.push_back(std::move(row));
  }
  return comparisons;
}

void read_builds(const Node& node, Bench& bench) {
  std::map<std::pair<std::string, double>, double> generic;  // ms by detector and upsampling
  const auto group = [](const BenchBuild& row) {
    return std::pair(row.detector, row.upsample.value_or(0));
  };
  for (const Node& entry : node.objects("builds")) {
    BenchBuild row;
    row.detector = entry.text("detector");
    row.build = entry.needed_text("build");
    row.note = entry.text("note");
    if (entry.has("error")) {
      BenchResult failed;
      failed.approach = fmt::format("dlib {}", row.build);
      failed.error = entry.text("error");
      bench.failed.push_back(std::move(failed));
      continue;
    }
    row.ms = entry.positive("ms_per_frame");
    row.upsample = entry.number("upsample");
    row.vector = share_at(entry, "vectorisation");
    if (row.build == "generic") generic[group(row)] = row.ms;
    bench.builds.push_back(std::move(row));
  }
  for (BenchBuild& row : bench.builds) {
    const auto found = generic.find(group(row));
    if (found != generic.end()) row.gain = found->second / row.ms;
  }
}

void note_frames(Bench& bench) {
  std::set<double> faces;
  for (const BenchResult& result : bench.results)
    if (result.reference_faces) faces.insert(*result.reference_faces);
  if (faces.size() > 1)
    bench.notes.push_back(
        fmt::format("Recall was not measured on the same frames for all: over {:g} reference faces "
                    "for one, {:g} "
                    "for another. Measure again with this version to compare it.",
                    *faces.begin(), *faces.rbegin()));
}

void read_notes(const Node& node, Bench& bench) {
  note_frames(bench);
  if (node.flag("interrupted").value_or(false)) {
    bench.notes.push_back("The measurement was interrupted; the results up to then are shown.");
  }
  if (const auto error = node.text("reference_error"); !error.empty()) {
    bench.notes.push_back("Recall could not be measured: " + error);
  }
  if (const auto note = node.text("note"); !note.empty()) bench.notes.push_back(note);
}

std::vector<BenchScaling> read_scaling(const Node& node) {
  std::vector<BenchScaling> curves;
  for (const Node& entry : node.objects("scaling")) {
    const std::string approach = entry.needed_text("approach");
    auto curve = std::ranges::find(curves, approach, &BenchScaling::approach);
    if (curve == curves.end()) {
      curve = curves.emplace(curve);
      curve->approach = approach;
    }
    curve->points.push_back({entry.positive("workers"), entry.positive("fps")});
  }
  for (BenchScaling& curve : curves) {
    std::ranges::stable_sort(curve.points, {}, &ScalingPoint::workers);
    std::set<double> workers;
    for (const ScalingPoint& point : curve.points) workers.insert(point.workers);
    if (workers.size() >= kLeastPoints) {
      curve.fit = fit_amdahl(curve.points);
    }
  }
  return curves;
}

}  // namespace

bool Bench::sees_enough(const BenchResult& result) const {
  if (!baseline) return true;
  const BenchResult& base = results[*baseline];
  if (result.detector == base.detector && !result.detector.empty() && result.width == base.width &&
      result.detect_fps == base.detect_fps)
    return true;
  if (!result.recall || !base.recall) return true;
  // A recall of 25 faces and one of 144 differ by as little as one face of the 25 allows.
  const double faces =
      std::min(result.reference_faces.value_or(1e9), base.reference_faces.value_or(1e9));
  return *result.recall >= *base.recall - std::max(kSameRecall, faces > 0 ? 1.001 / faces : 0);
}

Bench read_bench(const Node& node) {
  Bench bench;
  for (const Node& entry : node.objects("results")) {
    BenchResult result = read_bench_result(entry);
    (result.error.empty() ? bench.results : bench.failed).push_back(std::move(result));
  }
  label_results(bench.results);
  find_best(bench);
  bench.comparisons = read_comparisons(node);
  read_builds(node, bench);
  bench.scaling = read_scaling(node);
  read_notes(node, bench);
  return bench;
}

}  // namespace mien::study
