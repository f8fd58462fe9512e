#include "report/run_files.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/database_name.h"
#include "base/sqlite_database.h"

namespace mien::report {

namespace {

/// Those of the summary and of the events: what a folder of pictures is known by.
std::set<std::string> input_names(const RunFiles& files) {
  std::set<std::string> names;
  for (const auto& [name, unused] : files.events.inputs) names.insert(name);
  for (const json* row : objects_in(files.summary, "inputs")) names.insert(words(*row, "input"));
  return names;
}

json object_in(const std::string& text) {
  json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  return object.is_object() ? object : json::object();
}

json row_in(const Statement& row) {
  const auto count = [&](int column) { return row.integer(column); };
  return {{"started_at", row.text(0)},
          {"input", row.text(1)},
          {"frames_decoded", count(2)},
          {"frames_inferred", count(3)},
          {"faces", count(4)},
          {"tracks", count(5)},
          {"media_seconds", row.real(6)},
          {"wall_seconds", row.real(7)},
          {"cpu_seconds", row.real(8)},
          {"fps", row.real(9)},
          {"latency_ms", {{"p50", row.real(10)}, {"p95", row.real(11)}, {"p99", row.real(12)}}},
          {"emotions", object_in(row.text(13))},
          {"stages_ms", object_in(row.text(14))},
          {"damaged_packets", count(15)},
          {"damage", row.text(16)},
          {"error", row.is_null(17) ? json() : json(row.text(17))},
          {"ended_early", row.is_null(18) || count(18) != 0},
          {"recording", row.text(19)}};
}

/// All runs but the one that left summary.json, which is the last.
std::vector<json> earlier_rows(const std::filesystem::path& file, const std::string& last_started) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return {};
  std::vector<json> rows;
  try {
    Database database(file);
    if (database.integer("PRAGMA user_version") < 1) return {};
    const char* recording = database.has_table("input_recordings")
                                ? "(SELECT recording FROM input_recordings n WHERE n.run = r.id "
                                  "AND n.name = i.name)"
                                : "NULL";
    Statement query = database.prepare(fmt::format(
        "SELECT r.started_at, i.name, frames_decoded, frames_inferred, faces, tracks, "
        "media_seconds, "
        "wall_seconds, cpu_seconds, fps, latency_p50, latency_p95, latency_p99, emotions, "
        "stages_ms, "
        "damaged_packets, damage, error, interrupted, {} FROM inputs i JOIN runs r ON r.id = i.run "
        "WHERE NOT (r.id = (SELECT max(id) FROM runs) AND r.started_at = ?1) ORDER BY r.id, "
        "i.rowid",
        recording));
    query.start(last_started);
    while (query.next()) rows.push_back(row_in(query));
  } catch (const Error& error) {
    throw Error(ErrorKind::input, error.where(), error.reason(), error.remedy());
  }
  return rows;
}

bool is_file(const std::string& name) { return name.find_first_of("/.") != std::string::npos; }

/// Equal for two analyses of one recording, as far as its name and length tell.
std::string recording_by_name(const json& row) {
  const std::string name = words(row, "input");
  const auto length = std::llround(number(row, "media_seconds") * 1000);
  if (is_file(name)) return fmt::format("{}\n{}", name, length);
  return fmt::format("{}\n{}\n{}\n{}", name, length, number(row, "faces"), number(row, "tracks"));
}

/// Of a run that somebody ended: how far it came, which is no length to tell recordings apart by.
/// What comes from an address is another piece each time.
bool is_piece_of_file(const json& row) {
  const std::string name = words(row, "input");
  return row.value("ended_early", false) && is_file(name) && name.find("://") == std::string::npos;
}

}  // namespace

RunFiles read_run_files(const std::filesystem::path& folder) {
  RunFiles files;
  auto summary = read_object(folder / "summary.json");
  files.events = read_events(folder / "events.jsonl");
  files.tracks = read_tracks(folder / "tracks.csv");
  files.has_summary = summary.has_value();
  if (summary) files.summary = std::move(*summary);
  files.earlier = earlier_rows(folder / kDatabaseName, words(files.summary, "started_at"));
  gather_pictures(files.tracks, input_names(files));
  return files;
}

std::vector<json> rows_of(const RunFiles& files) {
  std::vector<json> rows;
  std::set<std::string> named;
  for (const json* row : objects_in(files.summary, "inputs")) {
    // The same file given twice shares its events: they are shown once.
    if (!named.insert(words(*row, "input")).second) continue;
    rows.push_back(*row);
    rows.back()["ended_early"] = is_set(files.summary, "interrupted");
  }
  const auto add = [&](const auto& log) {
    for (const auto& [name, unused] : log.inputs) {
      if (named.insert(name).second) rows.push_back({{"input", name}});
    }
  };
  add(files.events);
  add(files.tracks);
  return rows;
}

namespace {

/// What was met so far, from the newest on.
class Met {
 public:
  bool is_new(const json& row) {
    const bool read = number(row, "frames_decoded") > 0;
    const bool known_name = !names_.insert(words(row, "input")).second;
    const bool known_by_name = !by_name_.insert(recording_by_name(row)).second;
    const std::string recording = words(row, "recording");
    if (recording.empty() || !read)
      return !known_by_name && !(known_name && (!read || is_piece_of_file(row)));
    if (row.value("ended_early", false))
      return !recordings_.contains(recording) && pieces_.insert(recording).second;
    return recordings_.insert(recording).second;
  }

 private:
  std::set<std::string> names_, by_name_, recordings_, pieces_;
};

}  // namespace

std::vector<json> counted_once(const std::vector<json>& earlier, const std::vector<json>& last) {
  Met met;
  const auto is_new = [&](const json& row) { return met.is_new(row); };
  for (const json& row : last) is_new(row);
  std::vector<json> rows;
  for (auto row = earlier.rbegin(); row != earlier.rend(); ++row)
    if (is_new(*row)) rows.push_back(*row);
  std::ranges::reverse(rows);
  return rows;
}

}  // namespace mien::report
