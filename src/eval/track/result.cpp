#include "eval/track/result.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/csv_reader.h"

namespace mien::eval {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::ifstream open(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw Error(ErrorKind::input, file.string(), "cannot be read",
                "name a folder that `mien run … -o FOLDER` left");
  return in;
}

void take_event(const json& event, std::map<std::string, SeenTracks>& inputs) {
  SeenTracks& tracks = inputs[event.at("source").get<std::string>()];
  const auto frame = event.at("frame_id").get<std::int64_t>();
  for (const json& face : event.at("objects")) {
    const json& box = face.at("detection").at("bounding_box");
    const double left = box.at("x_min").get<double>(), top = box.at("y_min").get<double>();
    TruthSight sight{.box = {left, top, box.at("x_max").get<double>() - left,
                             box.at("y_max").get<double>() - top},
                     .label = face.at("emotion").at("label").get<std::string>(),
                     .zone = face.value("zone", ""),
                     .content = face.value("content", "")};
    tracks[face.at("id").get<std::int64_t>()].sights.insert_or_assign(frame, std::move(sight));
  }
}

void read_events(const fs::path& file, std::map<std::string, SeenTracks>& inputs) {
  std::ifstream in = open(file);
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    try {
      take_event(json::parse(line), inputs);
    } catch (const json::exception&) {
      throw Error(ErrorKind::input, fmt::format("{}:{}", file.string(), number),
                  "is not an event of mien", "run it again: mien run INPUT -o FOLDER");
    }
  }
}

void read_dwell(const fs::path& file, std::map<std::string, SeenTracks>& inputs) {
  std::ifstream in = open(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto fail = [&](const CsvRecord& record) {
    throw Error(ErrorKind::input, fmt::format("{}:{}", file.string(), record.line),
                "is not a row of mien's tracks", "run it again: mien run INPUT -o FOLDER");
  };
  CsvReader reader(text);
  CsvRecord record;
  while (reader.next(record)) {
    if (record.line == 1) continue;  // the header: input,track_id,start_s,end_s,…
    if (record.fields.size() < 4) fail(record);
    try {
      const double dwell_s = std::stod(record.fields[3]) - std::stod(record.fields[2]);
      inputs[record.fields[0]][std::stoll(record.fields[1])].dwell_s = dwell_s;
    } catch (const std::logic_error&) {
      fail(record);
    }
  }
}

}  // namespace

void TrackCollector::frame(const std::string& input, const FrameResult& result) {
  SeenTracks& tracks = inputs_[input];
  const double width = result.frame.width, height = result.frame.height;
  for (const Face& face : result.faces) {
    const Box& box = face.detection.box;
    const Rectangle part =
        clipped({box.x / width, box.y / height, box.w / width, box.h / height}, 1, 1);
    tracks[face.track].sights.insert_or_assign(
        result.frame.index,
        TruthSight{part, std::string(name_of(face.expression.label)), face.zone, result.content});
  }
}

void TrackCollector::track(const std::string& input, const Track& ended) {
  inputs_[input][ended.id].dwell_s = ended.end_s - ended.start_s;
}

std::map<std::string, SeenTracks> read_run_tracks(const fs::path& folder) {
  std::map<std::string, SeenTracks> inputs;
  read_events(folder / "events.jsonl", inputs);
  read_dwell(folder / "tracks.csv", inputs);
  return inputs;
}

std::vector<std::string> read_run_inputs(const fs::path& folder,
                                         const std::map<std::string, SeenTracks>& seen) {
  std::vector<std::string> inputs;
  const fs::path file = folder / "summary.json";
  if (fs::exists(file)) {
    std::ifstream in = open(file);
    try {
      const json summary = json::parse(in);
      for (const json& input : summary.at("inputs"))
        inputs.push_back(input.at("input").get<std::string>());
    } catch (const json::exception&) {
      throw Error(ErrorKind::input, file.string(), "is not a summary of mien",
                  "run it again: mien run INPUT -o FOLDER");
    }
  }
  for (const auto& [input, tracks] : seen)
    if (std::ranges::find(inputs, input) == inputs.end()) inputs.push_back(input);
  return inputs;
}

}  // namespace mien::eval
