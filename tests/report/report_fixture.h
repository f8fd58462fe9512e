#pragma once
/// \file Folders as `mien run -o` leaves them, for the report's tests.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/temporary_folder.h"

namespace mien::report::fixture {

using nlohmann::json;
namespace fs = std::filesystem;

/// A folder of its own, removed at the end.
class Folder : public TemporaryFolder {
 public:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path() / name, std::ios::binary) << text;
  }
};

/// One of summary.json's R objects.
inline json input_row(const std::string& name, double seconds, int faces, int tracks,
                      const json& emotions) {
  const int frames = static_cast<int>(seconds * 25), inferred = static_cast<int>(seconds * 5);
  return {{"input", name},
          {"frames_decoded", frames},
          {"frames_inferred", inferred},
          {"faces", faces},
          {"tracks", tracks},
          {"media_seconds", seconds},
          {"wall_seconds", seconds / 11.5},
          {"cpu_seconds", seconds / 6},
          {"fps", 287.4},
          {"latency_ms", {{"p50", 9.1}, {"p95", 14.2}, {"p99", 19.8}}},
          {"emotions", emotions},
          {"stages_ms",
           {{"decode", 3.9},
            {"scale", 0.12},
            {"infer", 2.4},
            {"track", 0.02},
            {"crop", 0.09},
            {"classify", 0.31},
            {"write", 0.04}}},
          {"damaged_packets", 0},
          {"error", nullptr}};
}

inline json summary_of(const json& inputs) {
  json total = input_row("", 0, 0, 0, json::object());
  double views = 0;
  for (const json& row : inputs) {
    for (const char* key : {"frames_decoded", "frames_inferred", "faces", "tracks", "media_seconds",
                            "wall_seconds", "damaged_packets"}) {
      total[key] = total[key].get<double>() + row[key].get<double>();
    }
    views += row["faces"].get<double>();
  }
  for (const json& row : inputs) {
    for (const auto& [label, share] : row["emotions"].items()) {
      total["emotions"][label] =
          total["emotions"].value(label, 0.0) +
          share.get<double>() * row["faces"].get<double>() / std::max(views, 1.0);
    }
  }
  return {{"inputs", inputs},
          {"total", total},
          {"detector",
           {{"name", "retinaface-mnet025"},
            {"sha256", "b7a7acab55e104dce6f32cdfff929bd83946da5cd869b9e2e9bdffafd1b7e4a5"},
            {"width", 640},
            {"precision", "f32"},
            {"licence", "MIT"}}},
          {"emotion",
           {{"name", "fer-mini-xception"},
            {"sha256", "65e3961bb68f497bd02a8d075da8409364db90004edb80c0c6cb15647c4de559"},
            {"precision", "f32"},
            {"licence", "MIT"}}},
          {"approach", "cnn-per-core-tracked"},
          {"workers", 2},
          {"version", "0.1.0"},
          {"started_at", "2026-11-23T09:15:00Z"},
          {"machine",
           {{"CPU", "AMD EPYC 7B13"},
            {"Cores", "2"},
            {"Instruction sets", "AVX2, FMA"},
            {"Memory", "7.8 GiB"},
            {"Operating system", "Debian GNU/Linux 12"}}}};
}

/// One events.jsonl line with one face per label.
inline std::string event_line(const std::string& source, double seconds,
                              const std::vector<std::string>& labels) {
  json objects = json::array();
  for (const std::string& label : labels) {
    objects.push_back({{"detection", {{"confidence", 0.98}, {"label", "face"}}},
                       {"id", 1},
                       {"emotion", {{"label", label}, {"confidence", 0.8}}}});
  }
  const json event = {{"source", source},
                      {"timestamp", static_cast<std::int64_t>(std::llround(seconds * 1e9))},
                      {"objects", objects}};
  return event.dump() + "\n";
}

inline const std::string kTracksHeader =
    "input,track_id,start_s,end_s,frames,emotion,confidence,valence,arousal,best_frame_s\n";

/// A 20 s clip with one face, from sadness to happiness.
inline void write_one_face(const Folder& folder) {
  std::string events;
  int sad = 0, neutral = 0, happy = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string label = i < 35 ? "sadness" : i < 44 ? "neutral" : "happiness";
    ++(i < 35 ? sad : i < 44 ? neutral : happy);
    events += event_line("clips/laughter.mp4", i / 5.0, {label});
  }
  folder.write("events.jsonl", events);
  folder.write("tracks.csv",
               kTracksHeader + "clips/laughter.mp4,1,0,19.8,500,happiness,0.74,0.48,0.21,14.2\n");
  json row = input_row(
      "clips/laughter.mp4", 20, 100, 1,
      {{"sadness", sad / 100.0}, {"neutral", neutral / 100.0}, {"happiness", happy / 100.0}});
  row["frames_skipped"] = 125;  // of 625
  row["demand"] = {{"searches_skipped", 40},
                   {"looks", 6},
                   {"due_skipped", 20},
                   {"readings", 30},
                   {"readings_skipped", 70}};
  folder.write("summary.json", summary_of(json::array({row})).dump());
}

/// The same clip where nothing but smiles was read.
inline void write_smiles(const Folder& folder) {
  std::string events;
  for (int i = 0; i < 100; ++i)
    events += event_line("clips/laughter.mp4", i / 5.0, {i < 40 ? "neutral" : "happiness"});
  folder.write("events.jsonl", events);
  folder.write("tracks.csv",
               kTracksHeader + "clips/laughter.mp4,1,0,19.8,500,happiness,0.74,,,14.2\n");
  json summary = summary_of(json::array(
      {input_row("clips/laughter.mp4", 20, 100, 1, {{"neutral", 0.4}, {"happiness", 0.6}})}));
  summary["expressions"] = "smile";
  folder.write("summary.json", summary.dump());
}

/// Names that would run or break out if they were ever taken for markup.
inline const std::string kHostileName =
    "</script><script>document.documentElement.dataset.pwned=1</script>"
    "<img src=x onerror=\"document.documentElement.dataset.pwned=1\">\xE2\x80\xA8.mp4";

/// Several inputs: two busy cameras, one without faces, one unreadable, one damaged with a hostile
/// name.
inline void write_store(const Folder& folder, int more_inputs = 0) {
  std::string events, tracks = kTracksHeader;
  json inputs = json::array();
  const auto busy = [&](const std::string& name, double seconds, double mood) {
    static const char* labels[] = {"neutral", "happiness", "surprise", "sadness", "anger",
                                   "disgust", "fear",      "contempt", "unknown", "boredom"};
    std::map<std::string, double> counts;
    int faces = 0;
    unsigned state = 12345u + static_cast<unsigned>(name.size() * 977 + inputs.size());
    const auto chance = [&] {
      return ((state = state * 1664525u + 1013904223u) >> 8) / 16777216.0;
    };
    for (double at = 0; at < seconds; at += 0.2) {
      const double crowd = 2.5 + 2.5 * std::sin(at / seconds * 9 + mood);
      std::vector<std::string> shown;
      for (int i = 0; i < static_cast<int>(crowd + chance()); ++i) {
        const double happy = 0.2 + 0.35 * mood * (1 + std::sin(at / seconds * 5)) / 2;
        const double dice = chance();
        shown.push_back(dice < happy ? "happiness"
                        : dice < 0.8 ? labels[(dice * 977 - std::floor(dice * 977)) < 0.6 ? 0 : 8]
                                     : labels[static_cast<int>(chance() * 10)]);
        ++counts[shown.back()], ++faces;
      }
      if (!shown.empty()) events += event_line(name, at, shown);
    }
    const int stays = static_cast<int>(seconds / 7);
    for (int i = 0; i < stays; ++i) {
      const double start = i * 7.0 * chance(), length = 2 + 12 * chance();
      std::string quoted = name;
      for (std::size_t q = 0; (q = quoted.find('"', q)) != std::string::npos; q += 2) {
        quoted.insert(q, 1, '"');
      }
      tracks += "\"" + quoted + "\"," + std::to_string(i + 1) + "," + std::to_string(start) + "," +
                std::to_string(start + length) + "," + std::to_string(int(length * 25)) + "," +
                labels[static_cast<int>(chance() * 10)] + ",0.61,-0.12,0.33," +
                std::to_string(start + 1) + "\n";
    }
    json shares = json::object();
    for (const auto& [label, count] : counts) shares[label] = count / faces;
    inputs.push_back(input_row(name, seconds, faces, stays, shares));
  };
  busy("rtsp://viewer:secret@10.0.0.7:554/aisle-3", 600, 0.3);
  busy("recordings/entrance.mp4", 95, 1.2);
  inputs.push_back(input_row("recordings/night.mp4", 30, 0, 0, json::object()));
  json broken = input_row("recordings/broken.mp4", 0, 0, 0, json::object());
  broken["error"] = "Invalid data found when processing input";
  inputs.push_back(broken);
  busy(kHostileName, 60, 0.6);
  inputs.back()["damaged_packets"] = 17;
  inputs.back()["damage"] = "corrupt decoded frame at 12.4 s";
  for (int i = 0; i < more_inputs; ++i)
    busy("cameras/aisle-" + std::to_string(i) + ".mp4", 60, 0.1 * (i % 12));
  folder.write("events.jsonl", events + "{\"source\":\"recordings/entr");
  folder.write("tracks.csv", tracks);
  folder.write("summary.json", summary_of(inputs).dump());
}

}  // namespace mien::report::fixture
