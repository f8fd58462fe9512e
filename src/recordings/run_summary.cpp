#include "recordings/run_summary.h"

#include <array>
#include <set>
#include <utility>

#include "mien/error.h"

#include "config/cameras.h"
#include "recordings/approaches/approaches.h"

namespace mien::recordings {

namespace {

// Sums → rates. `stages_ms` comes in as CPU ms of all frames.
void derive(InputSummary& summary) {
  const auto frames = static_cast<double>(summary.frames_decoded + summary.frames_skipped);
  summary.fps = summary.wall_seconds > 0 ? frames / summary.wall_seconds : 0;
  summary.stages_ms *= frames > 0 ? 1 / frames : 0;
}

void name_failure(InputSummary& summary) {
  if (summary.frames_decoded > 0 || summary.error) return;
  summary.error = summary.damage.empty()
                      ? summary.input + ": no frame could be decoded"
                      : summary.input + ": not one frame could be decoded; " + summary.damage;
}

void add(InputSummary& total, const InputSummary& input) {
  total.frames_decoded += input.frames_decoded;
  total.frames_skipped += input.frames_skipped;
  total.frames_inferred += input.frames_inferred;
  total.faces += input.faces;
  total.tracks += input.tracks;
  total.media_seconds += input.media_seconds;
  total.stages_ms += input.stages_ms;
  total.damaged_packets += input.damaged_packets;
  total.demand += input.demand;
}

}  // namespace

void check(const RunConfig& config) {
  if (config.cameras.empty())
    throw Error(ErrorKind::usage, "run", "there is no input", "give a file, a folder or a camera");
  std::set<std::string> names;
  for (const CameraConfig& camera : config.cameras)
    if (!names.insert(camera.name).second)
      throw Error(ErrorKind::usage, camera.name, "two cameras have this name", "rename one");
}

double detection_rate(const RunConfig& config, const CameraConfig& camera) {
  return approach_for(config).samples ? config::detect_fps_of(config, camera) : 0;
}

Summary summarise(const RunInfo& info, const std::vector<std::unique_ptr<Join>>& joins,
                  double wall_ms, double cpu_ms, bool interrupted) {
  Summary summary;
  summary.run = info;
  summary.interrupted = interrupted;
  Histogram latency;
  std::array<std::int64_t, kEmotions + 1> labels{};
  for (const auto& join : joins) {
    InputSummary input = join->summary();
    if (!interrupted) name_failure(input);
    add(summary.total, input);
    latency.merge(join->latency());
    const auto counts = join->label_counts();
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] += counts[i];
    derive(input);
    summary.inputs.push_back(std::move(input));
  }
  InputSummary& total = summary.total;
  total.input = "total";
  total.wall_seconds = wall_ms / 1e3;
  total.cpu_seconds = cpu_ms / 1e3;
  total.latency_ms = latency.percentiles();
  for (std::size_t i = 0; i < labels.size(); ++i)
    total.emotions[i] =
        total.faces > 0 ? static_cast<double>(labels[i]) / static_cast<double>(total.faces) : 0;
  derive(total);
  return summary;
}

}  // namespace mien::recordings
