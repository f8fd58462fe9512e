#include "report/figures.h"

#include <algorithm>
#include <cmath>

namespace mien::report {

namespace {

constexpr const char* kStages[] = {"decode", "scale",    "infer", "track",
                                   "crop",   "classify", "write"};
constexpr const char* kDemand[] = {"searches_skipped", "looks", "due_skipped", "readings",
                                   "readings_skipped"};

}  // namespace

std::string short_name(const std::string& input) {
  const std::size_t end = input.find_last_not_of('/');
  const std::size_t begin = end == std::string::npos ? end : input.find_last_of('/', end);
  if (begin == std::string::npos) return input;
  return input.substr(begin + 1, end - begin);
}

json figures_of(const json& row) {
  json figures = json::object();
  for (const char* key : {"frames_decoded", "frames_inferred", "faces", "tracks", "media_seconds",
                          "wall_seconds", "cpu_seconds", "fps", "damaged_packets"}) {
    figures[key] = std::max(0.0, number(row, key));
  }
  figures["frames_skipped"] = std::max(0.0, number(row, "frames_skipped"));
  for (const char* count : kDemand)
    figures["demand"][count] = std::max(0.0, number(part(row, "demand"), count));
  for (const char* stage : kStages) {
    figures["stages_ms"][stage] = std::max(0.0, number(part(row, "stages_ms"), stage));
  }
  for (const char* percentile : {"p50", "p95", "p99"}) {
    figures["latency_ms"][percentile] = number(part(row, "latency_ms"), percentile);
  }
  for (const char* key : {"error", "damage"}) figures[key] = without_credentials(words(row, key));
  figures["notes"] = json::array();
  const auto notes = row.find("notes");
  if (notes != row.end())
    for (const json& note : *notes)
      if (note.is_string())
        figures["notes"].push_back(without_credentials(note.get<std::string>()));
  return figures;
}

json shares_json(const std::vector<LabelShare>& shares) {
  json object = json::object();
  for (const LabelShare& share : shares) {
    if (share.share > 0) object[share.label] = share.share;
  }
  return object;
}

json timeline_json(const FacesOverTime& timeline, const LabelTable& labels) {
  json counts = json::object();
  for (std::size_t slot = 0; slot < labels.names().size(); ++slot) {
    json series = json::array();
    bool any = false;
    for (const LabelCounts& bin : timeline.counts) {
      series.push_back(bin[slot]);
      any = any || bin[slot] > 0;
    }
    if (any) counts[labels.names()[slot]] = std::move(series);
  }
  json mean = json::array();
  for (const double faces : timeline.mean_faces) mean.push_back(std::round(faces * 100) / 100);
  return {{"bin_s", timeline.bin_s},
          {"duration_s", timeline.duration_s},
          {"counts", std::move(counts)},
          {"mean_faces", std::move(mean)},
          {"peak_faces", timeline.peak_faces}};
}

json models_json(const json& summary) {
  json models = json::array();
  for (const char* role : {"detector", "emotion"}) {
    const json& model = part(summary, role);
    if (model.empty()) continue;
    json entry = {{"role", role}, {"width", number(model, "width")}};
    for (const char* key : {"name", "sha256", "licence", "precision"}) {
      entry[key] = words(model, key);
    }
    if (words(model, "licence").empty()) entry["licence"] = words(model, "license");
    models.push_back(std::move(entry));
  }
  return models;
}

}  // namespace mien::report
