#include "sink/summary.h"

#include "base/whole_file.h"
#include "sink/sinks.h"
#include "sink/values.h"

namespace mien::sink {

using nlohmann::json;

json machine_json(const MachineTable& machine) {
  json table = json::object();
  for (const auto& [label, value] : machine) table.emplace(utf8(label), utf8(value));
  return table;
}

json emotions_json(const std::array<double, kEmotions + 1>& shares) {
  json table = json::object();
  for (std::size_t i = 0; i < shares.size(); ++i)
    table[std::string(name_of(static_cast<Emotion>(i)))] = finite(shares[i]);
  return table;
}

json stages_json(const StageTimes& stages) {
  return {{"decode", finite(stages.decode)}, {"scale", finite(stages.scale)},
          {"infer", finite(stages.infer)},   {"track", finite(stages.track)},
          {"crop", finite(stages.crop)},     {"classify", finite(stages.classify)},
          {"write", finite(stages.write)}};
}

namespace {

json passed_over_json(const std::vector<PassedOver>& files) {
  json list = json::array();
  for (const PassedOver& each : files)
    list.push_back({{"file", utf8(each.file)}, {"reason", utf8(each.reason)}});
  return list;
}

json demand_json(const DemandCounts& counts) {
  return {{"searches_skipped", counts.searches_skipped},
          {"readings", counts.readings},
          {"readings_skipped", counts.readings_skipped},
          {"looks", counts.looks},
          {"due_skipped", counts.due_skipped}};
}

json input_json(const InputSummary& input) {
  json notes = json::array();
  for (const std::string& note : input.notes) notes.push_back(utf8(note));
  json object = {{"input", utf8(input.input)},
                 {"frames_decoded", input.frames_decoded},
                 {"frames_skipped", input.frames_skipped},
                 {"frames_inferred", input.frames_inferred},
                 {"frames_covered", input.frames_covered},
                 {"faces", input.faces},
                 {"tracks", input.tracks},
                 {"media_seconds", finite(input.media_seconds)},
                 {"wall_seconds", finite(input.wall_seconds)},
                 {"cpu_seconds", finite(input.cpu_seconds)},
                 {"fps", finite(input.fps)},
                 {"latency_ms",
                  {{"p50", finite(input.latency_ms.p50)},
                   {"p95", finite(input.latency_ms.p95)},
                   {"p99", finite(input.latency_ms.p99)}}},
                 {"emotions", emotions_json(input.emotions)},
                 {"stages_ms", stages_json(input.stages_ms)},
                 {"damaged_packets", input.damaged_packets},
                 {"damage", utf8(input.damage)},
                 {"notes", std::move(notes)},
                 {"passed_over", passed_over_json(input.passed_over)},
                 {"error", input.error ? json(utf8(*input.error)) : json()}};
  if (input.demand != DemandCounts()) object["demand"] = demand_json(input.demand);
  return object;
}

json model_json(const ModelInfo& model) {
  json object = {{"name", utf8(model.name)},
                 {"sha256", utf8(model.sha256)},
                 {"width", model.width},
                 {"precision", utf8(model.precision)},
                 {"licence", utf8(model.licence)}};
  if (!model.build.empty()) object["build"] = utf8(model.build);
  if (!model.reason.empty()) object["reason"] = utf8(model.reason);
  return object;
}

class SummaryJson : public Sink {
 public:
  SummaryJson(std::filesystem::path file, std::string expressions, Recordings recordings)
      : file_(std::move(file)),
        expressions_(std::move(expressions)),
        recordings_(std::move(recordings)) {}

  // A run that is killed leaves no summary, rather than another run's.
  void open(const RunInfo&) override {
    std::error_code error;
    if (std::filesystem::is_regular_file(file_, error) && !std::filesystem::remove(file_, error) &&
        error)
      throw output_error(file_, "replaced", error.value());
    open_ = true;
  }

  void close(const Summary& summary) override {
    if (open_) write_whole(file_, to_json(summary, expressions_, recordings_).dump(2) + "\n");
  }

 private:
  std::filesystem::path file_;
  std::string expressions_;
  Recordings recordings_;
  bool open_ = false;
};

}  // namespace

json to_json(const Summary& summary, const std::string& expressions, const Recordings& recordings) {
  json inputs = json::array();
  for (const InputSummary& input : summary.inputs) {
    inputs.push_back(input_json(input));
    const auto recording = recordings.find(input.input);
    if (recording != recordings.end()) inputs.back()["recording"] = recording->second;
  }
  const RunInfo& run = summary.run;
  json object = {{"inputs", std::move(inputs)},          {"total", input_json(summary.total)},
                 {"detector", model_json(run.detector)}, {"emotion", model_json(run.emotion)},
                 {"approach", utf8(run.approach)},       {"workers", run.workers},
                 {"machine", machine_json(run.machine)}, {"interrupted", summary.interrupted},
                 {"version", utf8(run.version)},         {"started_at", utf8(run.started_at)}};
  for (const std::string& incident : summary.incidents)
    object["incidents"].push_back(utf8(incident));
  if (!expressions.empty()) object["expressions"] = expressions;
  if (summary.steady_read_bytes) object["steady_read_bytes"] = *summary.steady_read_bytes;
  return object;
}

std::unique_ptr<Sink> make_summary_json(const std::filesystem::path& file, std::string expressions,
                                        Recordings recordings) {
  return std::make_unique<SummaryJson>(file, std::move(expressions), std::move(recordings));
}

std::string expressions_read(const RunConfig& config) {
  return std::string(config.emotion == "none" ? "none" : name_of(config.expressions));
}

}  // namespace mien::sink
