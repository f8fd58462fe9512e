#include "bench/bench_extras.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace mien::bench {

using nlohmann::json;

namespace {

constexpr std::array kBuilds = {"generic", "sse2", "avx", "avx2", "avx512"};
constexpr int kRounds = 3;
constexpr double kExtraSeconds = 2;  // CPU time of one worker: short runs tell it

// Slow detectors are cut after the asked time, fast ones are run until then.
Job one_worker(const BenchOptions& options, const char* approach) {
  Job job = make_job(options.inputs, approach);
  job.workers = 1;
  job.width = options.width;
  job.passes = 1000;
  job.seconds = std::min(options.seconds, kExtraSeconds);
  return job;
}

Job hog_job(const BenchOptions& options, int upsample) {
  Job job = one_worker(options, "baseline");
  job.detector = "hog";
  job.upsample = upsample;
  job.color = upsample > 0 ? "rgb" : "gray";
  return job;
}

json vectorisation_of(const Series& series) {
  if (series.runs.empty()) return nullptr;
  const json snapshot = series.runs.back().raw.value("snapshot", json());
  if (!snapshot.is_object() || !snapshot.contains("vectorisation")) return nullptr;
  return snapshot["vectorisation"].value("value", json());
}

std::vector<int> worker_counts(int cores) {
  std::vector<int> counts;
  for (int n = 1; n <= cores; n = n < 8 ? n + 1 : n * 2) counts.push_back(n);
  if (counts.back() != cores) counts.push_back(cores);
  return counts;
}

}  // namespace

json bench_builds(const BenchOptions& options, const StudyTools& tools, double from, double to) {
  std::vector<Series> series;
  for (const char* build : kBuilds) {
    Job job = hog_job(options, 1);
    job.build = build;
    job.profile = true;
    series.push_back({.job = std::move(job)});
  }
  interleave(series, kRounds, tools, "dlib builds", from, to);
  json rows = json::array();
  for (const Series& one : series) {
    json row = {{"detector", "hog"}, {"build", one.job.build}, {"upsample", one.job.upsample}};
    if (one.runs.empty()) {
      row["error"] = row["note"] = one.error;
    } else {
      row["ms_per_frame"] = one.stage_ms("infer");
      row["fps"] = one.median_fps();
      row["vectorisation"] = vectorisation_of(one);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

json bench_comparisons(const BenchOptions& options, const StudyTools& tools, double from,
                       double to) {
  std::vector<Series> series = {{.job = hog_job(options, 1)}, {.job = hog_job(options, 0)}};
  const std::array settings = {"as commonly called (colour, upsample 1)", "equal (upsample 0)"};
  const auto& compared = options.compared.empty() ? options.detectors : options.compared;
  for (const std::string& detector : compared) {
    for (const std::string& precision : options.precisions) {
      Job job = one_worker(options, "cnn-sync");
      job.detector = detector;
      job.precision = precision;
      series.push_back({.job = std::move(job)});
    }
  }
  interleave(series, kRounds, tools, "HOG against CNN", from, to);
  json rows = json::array();
  for (std::size_t hog = 0; hog < settings.size(); ++hog) {
    for (std::size_t cnn = settings.size(); cnn < series.size(); ++cnn) {
      const double hog_ms = series[hog].stage_ms("infer"), cnn_ms = series[cnn].stage_ms("infer");
      if (!(hog_ms > 0) || !(cnn_ms > 0)) continue;
      const Job& job = series[cnn].job;
      rows.push_back({{"label", fmt::format("{} px, HOG {} ÷ {} {}", options.width, settings[hog],
                                            job.detector, job.precision)},
                      {"setting", hog == 0 ? "common" : "equal"},
                      {"upsample", series[hog].job.upsample},
                      {"cnn", job.detector},
                      {"precision", job.precision},
                      {"hog_ms", hog_ms},
                      {"cnn_ms", cnn_ms},
                      {"ratio", hog_ms / cnn_ms}});
    }
  }
  return rows;
}

json bench_scaling(const Job& job, int cores, const BenchOptions& options, const StudyTools& tools,
                   double from, double to) {
  std::vector<Series> series;
  for (const int workers : worker_counts(cores)) {
    Job next = job;
    next.workers = workers;
    next.passes = 1000;
    next.seconds = options.seconds;
    series.push_back({.job = std::move(next)});
  }
  interleave(series, std::max(kRounds, std::min(options.repeats, 5)), tools, "more workers", from,
             to);
  json rows = json::array();
  for (const Series& one : series) {
    if (one.runs.empty()) continue;
    rows.push_back({{"approach", one.job.approach},
                    {"workers", one.job.workers},
                    {"fps", one.median_fps()},
                    {"fps_runs", one.fps()}});
  }
  return rows;
}

}  // namespace mien::bench
