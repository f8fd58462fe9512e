#include "study/bench.h"

namespace mien::study {

namespace {

json bench_result_json(const BenchResult& r) {
  return {{"label", r.label},
          {"approach", r.approach},
          {"detector", r.detector},
          {"build", r.build},
          {"precision", r.precision},
          {"workers", r.workers},
          {"note", r.note},
          {"fps", r.fps},
          {"ms", r.ms},
          {"ms_low", r.ms_low},
          {"ms_high", r.ms_high},
          {"speedup", or_null(r.speedup)},
          {"speedup_low", or_null(r.speedup_low)},
          {"speedup_high", or_null(r.speedup_high)},
          {"recall", or_null(r.recall)},
          {"faces", or_null(r.faces)},
          {"frames", or_null(r.frames)},
          {"core", or_null(r.core)},
          {"vector", or_null(r.vector)},
          {"memory", or_null(r.memory)},
          {"memory_reason", r.memory_reason},
          {"cpu_ms", or_null(r.cpu_ms)},
          {"width", or_null(r.width)},
          {"detect_fps", or_null(r.detect_fps)}};
}

json scaling_json(const BenchScaling& curve) {
  json points = json::array();
  for (const ScalingPoint& point : curve.points) {
    points.push_back({point.workers, point.throughput});
  }
  json row = {{"approach", curve.approach}, {"points", std::move(points)}};
  if (!curve.fit) return row;
  row["fit"] = {{"serial", curve.fit->serial},
                {"single", curve.fit->single},
                {"worst", curve.fit->worst},
                {"limit", curve.fit->serial > 0 ? json(curve.fit->limit()) : json()}};
  return row;
}

}  // namespace

json bench_json(const Bench& bench) {
  json results = json::array(), failed = json::array(), comparisons = json::array(),
       builds = json::array(), scaling = json::array();
  for (std::size_t i = 0; i < bench.results.size(); ++i) {
    results.push_back(bench_result_json(bench.results[i]));
    results.back()["baseline"] = bench.baseline == i;
    results.back()["best"] = bench.best == i;
    results.back()["sees_enough"] = bench.sees_enough(bench.results[i]);
  }
  for (const auto& r : bench.failed) failed.push_back({{"label", r.approach}, {"error", r.error}});
  for (const auto& c : bench.comparisons) {
    comparisons.push_back({{"label", c.label},
                           {"note", c.note},
                           {"hog_ms", or_null(c.hog_ms)},
                           {"cnn_ms", or_null(c.cnn_ms)},
                           {"ratio", c.ratio}});
  }
  for (const auto& b : bench.builds) {
    builds.push_back({{"detector", b.detector},
                      {"build", b.build},
                      {"note", b.note},
                      {"ms", b.ms},
                      {"upsample", or_null(b.upsample)},
                      {"gain", or_null(b.gain)},
                      {"vector", or_null(b.vector)}});
  }
  for (const auto& curve : bench.scaling) scaling.push_back(scaling_json(curve));
  return {{"results", std::move(results)},         {"failed", std::move(failed)},
          {"comparisons", std::move(comparisons)}, {"builds", std::move(builds)},
          {"scaling", std::move(scaling)},         {"notes", bench.notes}};
}

}  // namespace mien::study
