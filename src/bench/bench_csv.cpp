// bench.csv: a line per result.

#include "bench/bench.h"

namespace mien::bench {

using nlohmann::json;

namespace {

std::string csv_cell(const json& value) {
  if (value.is_null()) return "";
  if (!value.is_string()) return value.dump();
  std::string text = value.get<std::string>();
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2)
    text.insert(at, 1, '"');
  return '"' + text + '"';
}

}  // namespace

std::string bench_csv(const json& bench) {
  constexpr const char* kColumns[] = {"approach",
                                      "detector",
                                      "build",
                                      "precision",
                                      "workers",
                                      "width",
                                      "detect_fps",
                                      "frames",
                                      "fps_median",
                                      "fps_min",
                                      "fps_max",
                                      "ms_per_frame",
                                      "cpu_ms_per_frame",
                                      "speedup_vs_baseline",
                                      "core_utilisation",
                                      "vectorisation",
                                      "memory_stalls",
                                      "memory_stalls_reason",
                                      "faces",
                                      "recall_vs_reference",
                                      "equal_faces",
                                      "note",
                                      "error"};
  std::string text;
  for (const char* column : kColumns) text += (text.empty() ? "" : ",") + std::string(column);
  text += '\n';
  for (const json& row : bench.at("results")) {
    std::string line;
    for (const char* column : kColumns)
      line += (column == kColumns[0] ? "" : ",") + csv_cell(row.value(column, json()));
    text += line + '\n';
  }
  return text;
}

}  // namespace mien::bench
