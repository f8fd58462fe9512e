#pragma once
/// \file Folders as tune, profile, density and eval leave them, and all of them together. FIXTURE:
/// figures made up for the tests, of the size that real ones have; none of them was measured.

#include <string>

#include "bench_fixture.h"
#include "report_fixture.h"

namespace mien::report::fixture {

inline json metric(const json& value, double target, bool met, const std::string& advice) {
  return {{"value", value}, {"target", target}, {"met", met}, {"advice", advice}};
}

inline json profile_file() {
  json before = {
      {"core_utilisation",
       metric(0.49, 0.8, false, "tune: one worker on two cores; add workers (--workers 2)")},
      {"vectorisation",
       metric(0.62, 0.7, false, "tune: run a build for this CPU's instructions (--build auto)")},
      {"memory_stalls",
       {{"value", nullptr},
        {"target", 0.1},
        {"met", nullptr},
        {"reason", "this virtual machine has no hardware counters"},
        {"estimate", {{"value", 0.06}, {"words", "streamed against cache-resident data"}}}}},
      {"overhead", 0.011}};
  json after = before;
  after["core_utilisation"] = metric(0.99, 0.8, true, "little scope left");
  after["vectorisation"] = metric(0.97, 0.7, true, "little scope left");
  after["vectorisation"]["widths"] = {{"128", 0.04}, {"256", 0.09}, {"512", 0.52}, {"AMX", 0.32}};
  after["roofline"] = {
      {"peak_gflops", {{"f32", 165.0}, {"bf16", 980.0}}},
      {"bandwidth_gbs", 14.2},
      {"points",
       {{{"name", "retinaface"}, {"precision", "f32"}, {"gflops", 78.0}, {"intensity", 21.0}},
        {{"name", "yunet-n"}, {"precision", "f32"}, {"gflops", 52.0}, {"intensity", 9.5}},
        {{"name", "yunet-n"}, {"precision", "bf16"}, {"gflops", 101.0}, {"intensity", 19.0}},
        {{"name", "expression net"},
         {"precision", "bf16"},
         {"gflops", 640.0},
         {"intensity", 96.0}}}}};
  return {{"before", before}, {"after", after}};
}

inline const std::string kBestYaml =
    "# FIXTURE. Found by mien tune: 198 fps, recall 0.99; runner-up 193 fps.\n"
    "approach: cnn-per-core\ndetector: yunet-n\nprecision: bf16\nworkers: 2\n"
    "tuning: { pin: cores, prefetch: 4 }\n";

inline json tune_file() {
  json trials = json::array();
  const char* affinities[] = {"none", "compact", "scatter"};
  for (int threads : {1, 2, 4}) {
    for (int a = 0; a < 3; ++a) {
      trials.push_back({{"settings",
                         {{"detector", "mmod"},
                          {"OMP_NUM_THREADS", threads},
                          {"KMP_AFFINITY", affinities[a]},
                          {"KMP_BLOCKTIME", a * 100}}},
                        {"fps", (threads == 1   ? 2.1
                                 : threads == 2 ? 4.0
                                                : 3.1) +
                                    0.07 * a},
                        {"recall", 0.23},
                        {"rung", 0},
                        {"verdict", "dropped"}});
    }
  }
  for (int workers : {1, 2, 3}) {
    for (const char* pin : {"none", "cores"}) {
      const double fps = workers == 1 ? 101 : workers == 2 ? 191 : 184;
      trials.push_back({{"settings", {{"detector", "yunet-n"}, {"workers", workers}, {"pin", pin}}},
                        {"fps", fps + (*pin == 'c' ? 5 : 0)},
                        {"recall", 0.99},
                        {"rung", workers == 2 ? 2 : 1},
                        {"verdict", workers == 2 && *pin == 'c' ? "winner" : "dropped"}});
    }
  }
  return {{"trials", trials}};
}

inline json density_file() {
  return {{"cameras", 19},
          {"target_fps", 15},
          {"max_p99_ms", 200},
          {"p99_ms", 141.0},
          {"min_fps", 15.0},
          {"cameras_per_core", 9.5},
          {"cpu_ms_per_frame", 6.9},
          {"limit", "decode"},
          {"way", "live"},
          {"detect_fps", 5},
          {"idle", 0.7},
          {"substream", "small.mp4"},
          {"prediction",
           {{"cores", 64},
            {"busy_limit", 0.85},
            {"loads",
             {{{"kind", "busy"},
               {"substream", false},
               {"decode_ms", 80.0},
               {"search_ms", 27.0},
               {"read_ms", 18.0},
               {"rest_ms", 3.0},
               {"total_ms", 128.0}}}},
            {"stores",
             {{{"store", "busy"}, {"idle", 0}, {"substream", false}, {"cameras", 425}},
              {{"store", "mixed"}, {"idle", 0.7}, {"substream", false}, {"cameras", 1180}}}},
            {"check", {{"cores", 2}, {"predicted", 18}, {"measured", 19}, {"error", -0.0526}}}}},
          {"steps",
           {{{"cameras", 1}, {"min_fps", 15.0}, {"p99_ms", 12.0}, {"pass", true}},
            {{"cameras", 2}, {"min_fps", 15.0}, {"p99_ms", 13.1}, {"pass", true}},
            {{"cameras", 4}, {"min_fps", 15.0}, {"p99_ms", 16.4}, {"pass", true}},
            {{"cameras", 8}, {"min_fps", 15.0}, {"p99_ms", 24.0}, {"pass", true}},
            {{"cameras", 16}, {"min_fps", 15.0}, {"p99_ms", 66.0}, {"pass", true}},
            {{"cameras", 32}, {"min_fps", 9.2}, {"p99_ms", 2400.0}, {"pass", false}},
            {{"cameras", 24}, {"min_fps", 12.4}, {"p99_ms", 1300.0}, {"pass", false}},
            {{"cameras", 20}, {"min_fps", 14.6}, {"p99_ms", 420.0}, {"pass", false}},
            {{"cameras", 19}, {"min_fps", 15.0}, {"p99_ms", 141.0}, {"pass", true}}}}};
}

inline json detect_file(const std::string& name, const std::vector<double>& ap, double ms) {
  return {{"detector", name},
          {"precision", "f32"},
          {"width", 640},
          {"images", 200},
          {"faces", {{"10", 3900}, {"20", 2100}, {"40", 900}, {"80", 410}}},
          {"ap", {{"10", ap[0]}, {"20", ap[1]}, {"40", ap[2]}, {"80", ap[3]}}},
          {"curve",
           {{"20",
             {{{"recall", 0.1}, {"precision", 1.0}, {"confidence", 0.9}},
              {{"recall", ap[1]}, {"precision", 0.7}, {"confidence", 0.2}}}},
            {"80", json::array()}}},
          {"best",
           {{"20",
             {{"confidence", 0.6},
              {"precision", 0.9},
              {"recall", ap[1]},
              {"f1", 0.8},
              {"found", 1700},
              {"missed", 400},
              {"false_alarms", 189}}},
            {"80", nullptr}}},
          {"ms_per_image", ms}};
}

inline json emotion_model(const std::string& name, double accuracy, double ece, bool curves) {
  json recall = json::object(), by_height = json::object();
  int i = 0;
  for (const char* label :
       {"neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"}) {
    recall[label] = accuracy + 0.1 - 0.06 * i++;
  }
  i = 0;
  for (const char* height : {"12", "16", "24", "32", "48"}) {
    by_height[height] = accuracy - 0.4 + 0.1 * i++;
  }
  json model = {{"name", name},
                {"precision", "bf16"},
                {"images", 3573},
                {"accuracy_ferplus", accuracy},
                {"accuracy_fer2013", nullptr},
                {"macro_f1", accuracy - 0.12},
                {"ece", ece},
                {"recall", recall},
                {"ms_per_face", 0.08},
                {"by_height", by_height}};
  if (!curves) return model;
  model["confusion"] = {{"labels", {"neutral", "happiness"}}, {"counts", {{70, 30}, {20, 80}}}};
  for (int bin = 2; bin < 10; ++bin) {
    const double confidence = 0.05 + 0.1 * bin;
    model["reliability"].push_back(
        {{"confidence", confidence}, {"accuracy", confidence - ece}, {"count", 40 * bin * bin}});
  }
  for (int step = 4; step <= 10; ++step) {
    model["rejection"].push_back(
        {{"coverage", 0.1 * step}, {"accuracy", accuracy + 0.025 * (10 - step)}});
  }
  return model;
}

/// Everything that a study can hold, in one folder.
inline void write_study(const Folder& folder) {
  folder.write("bench.json", bench_file().dump());
  folder.write("profile.json", profile_file().dump());
  folder.write("tune.json", tune_file().dump());
  folder.write("best.yaml", kBestYaml);
  folder.write("density.json", density_file().dump());
  folder.write("eval_detect.json",
               json({{"results",
                      {detect_file("yunet-n", {.735, .859, .938, .963}, 8.0),
                       detect_file("retinaface", {.608, .821, .928, .959}, 11.5),
                       detect_file("hog", {.041, .096, .306, .682}, 17.4)}}})
                   .dump());
  folder.write("eval_emotion.json", json({{"models",
                                           {emotion_model("mien-emotion", 0.83, 0.02, true),
                                            emotion_model("fer-mini-xception", 0.66, 0.09, true)}}})
                                        .dump());
}

}  // namespace mien::report::fixture
