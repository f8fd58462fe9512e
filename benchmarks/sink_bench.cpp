// What writing results costs a frame: the fast event writer against its plain twin, and each sink.
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include <benchmark/benchmark.h>

#include "sink/event.h"
#include "sink/plain_event.h"
#include "sink/sinks.h"

namespace {

using namespace mien;

FrameResult crowd(std::int64_t faces) {
  FrameResult result;
  result.frame = {1234, 49.36, 1920, 1080};
  for (std::int64_t i = 0; i < faces; ++i) {
    const auto offset = static_cast<float>(i) * 57.31f;
    Face face;
    face.detection = {.box = {100.7f + offset, 200.3f, 96.5f, 121.9f}, .confidence = 0.973f};
    face.detection.landmarks = Landmarks{{{offset, 240.5f},
                                          {offset + 40, 241.2f},
                                          {offset + 20, 260},
                                          {offset + 5, 280},
                                          {offset + 35, 281}}};
    face.expression = {.probabilities = {0.71f, 0.2f, 0.031f, 0.02f, 0.01f, 0.009f, 0.01f, 0.01f},
                       .label = Emotion::neutral,
                       .confidence = 0.71f,
                       .valence = 0.121f,
                       .arousal = -0.043f};
    face.track = i + 1;
    result.faces.push_back(face);
  }
  return result;
}

void event_line_fast(benchmark::State& state) {
  sink::EventWriter writer({});
  const FrameResult result = crowd(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(writer.line("lobby.mp4", result, std::chrono::system_clock::now()));
}
BENCHMARK(event_line_fast)->Arg(1)->Arg(10);

void event_line_plain(benchmark::State& state) {
  const FrameResult result = crowd(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        sink::plain_event({}, "lobby.mp4", result, "2026-11-03T09:15:27.041Z").dump());
  }
}
BENCHMARK(event_line_plain)->Arg(1)->Arg(10);

// A frame into all four files, at 25 frames a second of stream time.
void all_sinks(benchmark::State& state) {
  const auto folder = std::filesystem::temp_directory_path() / "mien-sink-bench";
  {
    std::filesystem::create_directories(folder);
    const std::unique_ptr<Sink> sinks[] = {sink::make_sqlite(folder / "mien.db"),
                                           sink::make_jsonl(folder / "events.jsonl"),
                                           sink::make_tracks_csv(folder / "tracks.csv"),
                                           sink::make_summary_json(folder / "summary.json")};
    for (auto& sink : sinks) sink->open({});
    FrameResult result = crowd(state.range(0));
    for (auto _ : state) {
      result.frame.seconds = static_cast<double>(++result.frame.index) / 25;
      for (auto& sink : sinks) sink->frame("lobby.mp4", result);
    }
    for (auto& sink : sinks) sink->close({});
  }
  std::filesystem::remove_all(folder);
}
BENCHMARK(all_sinks)->Arg(1)->Arg(10);

}  // namespace

BENCHMARK_MAIN();
