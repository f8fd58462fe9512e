#pragma once
/// \file bench.json as `mien bench` leaves it. FIXTURE: figures made up for the tests, of the size
/// that real ones have; none of them was measured.

#include <string>

#include "report_fixture.h"

namespace mien::report::fixture {

struct BenchRow {
  const char *approach, *detector, *build, *precision;
  int workers;
  double fps, recall, core, vector, cpu_ms;
  int detect_fps = 0;
};

inline json bench_row(const BenchRow& r, double baseline_fps) {
  json row = {{"approach", r.approach},
              {"detector", r.detector},
              {"build", r.build},
              {"precision", r.precision},
              {"workers", r.workers},
              {"width", 640},
              {"frames", 500},
              {"fps_median", r.fps},
              {"fps_min", r.fps * 0.97},
              {"fps_max", r.fps * 1.02},
              {"ms_per_frame", 1000 / r.fps},
              {"speedup_vs_baseline", r.fps / baseline_fps},
              {"speedup_interval", {r.fps / baseline_fps * 0.98, r.fps / baseline_fps * 1.01}},
              {"core_utilisation", r.core},
              {"vectorisation", r.vector},
              {"memory_stalls", nullptr},
              {"memory_stalls_reason", "this virtual machine has no hardware counters"},
              {"cpu_ms_per_frame", r.cpu_ms},
              {"faces", static_cast<int>(4850 * r.recall)},
              {"recall_vs_reference", r.recall}};
  if (r.detect_fps) row["detect_fps"] = r.detect_fps;
  return row;
}

inline json bench_results() {
  const BenchRow rows[] = {
      {"baseline", "hog", "generic", "f32", 1, 12.0, 0.24, 0.49, 0.62, 83.0},
      {"hog-source-build", "hog", "sse2", "f32", 1, 12.1, 0.24, 0.49, 0.61, 82.4},
      {"hog-source-build", "hog", "avx", "f32", 1, 7.1, 0.24, 0.49, 0.74, 140.1},
      {"hog-source-build", "hog", "avx2", "f32", 1, 13.2, 0.24, 0.49, 0.78, 75.6},
      {"hog-source-build", "hog", "avx512", "f32", 1, 14.3, 0.24, 0.49, 0.81, 69.8},
      {"threads", "hog", "avx512", "f32", 2, 27.9, 0.24, 0.98, 0.81, 71.3},
      {"openmp", "hog", "avx512", "f32", 2, 27.6, 0.24, 0.97, 0.81, 71.9},
      {"processes", "hog", "avx512", "f32", 2, 26.1, 0.24, 0.97, 0.79, 76.1},
      {"processes-prefetch", "hog", "avx512", "f32", 2, 28.0, 0.24, 0.98, 0.81, 71.0},
      {"mpi", "hog", "avx512", "f32", 2, 27.4, 0.24, 0.97, 0.81, 72.2},
      {"threads", "mmod", "avx512", "f32", 2, 4.1, 0.23, 0.97, 0.93, 480.0},
      {"cnn-sync", "retinaface", "", "f32", 1, 61.0, 0.95, 0.5, 0.93, 16.2},
      {"cnn-batched", "retinaface", "", "f32", 2, 83.0, 0.95, 0.97, 0.92, 23.6},
      {"cnn-streams", "retinaface", "", "f32", 2, 112.0, 0.95, 0.94, 0.93, 17.0},
      {"cnn-per-core", "retinaface", "", "f32", 2, 121.0, 0.95, 0.99, 0.96, 16.3},
      {"cnn-per-core", "yunet-n", "", "f32", 2, 149.0, 1.0, 0.99, 0.96, 13.3},
      {"cnn-per-core", "yunet-n", "", "bf16", 2, 198.0, 0.99, 0.99, 0.97, 10.0},
      {"processes-cnn-per-core", "yunet-n", "", "bf16", 2, 193.0, 0.99, 0.98, 0.97, 10.2},
      {"mpi-cnn-per-core", "yunet-n", "", "bf16", 2, 189.0, 0.99, 0.97, 0.96, 10.4},
      {"cnn-per-core-tracked", "yunet-n", "", "bf16", 2, 342.0, 0.97, 0.99, 0.94, 5.8, 5},
      {"cnn-keyframes", "yunet-n", "", "bf16", 2, 810.0, 0.11, 0.99, 0.9, 2.4, 1}};
  json results = json::array();
  for (const BenchRow& row : rows) results.push_back(bench_row(row, rows[0].fps));
  return results;
}

inline json bench_file() {
  return {
      {"version", "0.2.0"},
      {"started_at", "2026-11-23T22:10:00Z"},
      {"results", bench_results()},
      {"machine",
       {{"hardware",
         {{"Model name", "FIXTURE 2-core virtual machine"},
          {"Number of CPUs", "2"},
          {"Threads per core", "1"},
          {"Instruction sets", "SSE2 AVX AVX2 FMA AVX512F AVX512_BF16"},
          {"Memory", "23.5 GiB"}}},
        {"software", {{"mien", "0.2.0"}, {"dlib", "19.24, 20.0.1"}, {"OpenVINO", "2026.4.1"}}}}},
      {"comparisons",
       {{{"label", "640 px, no upsampling, f32"},
         {"hog_ms", 17.4},
         {"cnn_ms", 8.0},
         {"ratio", 2.2}},
        {{"label", "640 px, no upsampling, bf16"},
         {"hog_ms", 17.4},
         {"cnn_ms", 4.9},
         {"ratio", 3.6}},
        {{"label", "640 px, upsample 1 as commonly called, f32"},
         {"hog_ms", 70.2},
         {"cnn_ms", 8.0},
         {"ratio", 8.8}},
        {{"label", "640 px, upsample 1 as commonly called, bf16"},
         {"hog_ms", 70.2},
         {"cnn_ms", 4.9},
         {"ratio", 14.3},
         {"note", "HOG has no bf16"}}}},
      {"builds",
       {{{"detector", "hog"},
         {"build", "generic"},
         {"ms_per_frame", 17.4},
         {"vectorisation", 0.62}},
        {{"detector", "hog"}, {"build", "sse2"}, {"ms_per_frame", 17.2}, {"vectorisation", 0.61}},
        {{"detector", "hog"},
         {"build", "avx"},
         {"ms_per_frame", 32.0},
         {"vectorisation", 0.74},
         {"note", "integer vector work is emulated without AVX2"}},
        {{"detector", "hog"}, {"build", "avx2"}, {"ms_per_frame", 15.7}, {"vectorisation", 0.78}},
        {{"detector", "hog"}, {"build", "avx512"}, {"ms_per_frame", 14.4}, {"vectorisation", 0.81}},
        {{"detector", "mmod"}, {"build", "generic"}, {"ms_per_frame", 454}},
        {{"detector", "mmod"}, {"build", "avx512"}, {"ms_per_frame", 402}}}},
      {"scaling",
       {{{"approach", "cnn-per-core"}, {"workers", 1}, {"fps", 101.5}},
        {{"approach", "cnn-per-core"}, {"workers", 2}, {"fps", 198.0}},
        {{"approach", "cnn-per-core"}, {"workers", 4}, {"fps", 379.0}},
        {{"approach", "processes"}, {"workers", 1}, {"fps", 13.6}},
        {{"approach", "processes"}, {"workers", 2}, {"fps", 26.1}},
        {{"approach", "processes"}, {"workers", 4}, {"fps", 47.0}}}}};
}

}  // namespace mien::report::fixture
