#include "report/tracks.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/csv_reader.h"
#include "base/to_number.h"
#include "report/fields.h"

namespace mien::report {

namespace {

using Row = std::vector<std::string>;

/// Cells of a row by column name; absent columns are empty.
class Cells {
 public:
  Cells(const Row& header, const Row& row) : header_(header), row_(row) {}

  std::string text(std::string_view column) const {
    const auto found = std::ranges::find(header_, column);
    const auto index = static_cast<std::size_t>(found - header_.begin());
    return index < row_.size() ? row_[index] : std::string();
  }

  /// `empty` where the cell is; NaN where it is no number.
  double value(std::string_view column, double empty = 0) const {
    const std::string cell = text(column);
    if (cell.empty()) return empty;
    const auto value = to_number<double>(cell);
    return value && std::abs(*value) < 1e15 ? *value : std::nan("");
  }

 private:
  const Row& header_;
  const Row& row_;
};

}  // namespace

TrackLog read_tracks(const std::filesystem::path& file) {
  TrackLog log;
  const auto text = read_text(file);
  if (!text) return log;
  CsvReader lines(*text, ',');
  CsvRecord header, row;
  lines.next(header);
  while (lines.next(row)) {
    const Cells cells(header.fields, row.fields);
    TrackLine track;
    const double id = cells.value("track_id"), frames = cells.value("frames");
    track.start_s = cells.value("start_s");
    track.end_s = cells.value("end_s");
    track.best_frame_s = cells.value("best_frame_s");
    track.emotion = cells.text("emotion");
    track.confidence = cells.value("confidence");
    track.valence = cells.value("valence", INFINITY);
    track.arousal = cells.value("arousal", INFINITY);
    // A NaN anywhere makes the sum one: such a row (cut off by a full disk, say) is left out.
    const double sum = id + frames + track.start_s + track.end_s + track.best_frame_s +
                       track.confidence + track.valence + track.arousal;
    if (!row.problem.empty() || std::isnan(sum) || row.fields.size() < header.fields.size()) {
      ++log.unreadable_rows;
      continue;
    }
    track.id = static_cast<std::int64_t>(id);
    track.frames = static_cast<std::int64_t>(frames);
    log.inputs[cells.text("input")].push_back(std::move(track));
  }
  for (auto& [input, tracks] : log.inputs) {
    std::ranges::stable_sort(tracks, {}, &TrackLine::start_s);
  }
  return log;
}

void gather_pictures(TrackLog& log, const std::set<std::string>& inputs) {
  std::map<std::string, std::vector<TrackLine>> gathered;
  for (auto& [name, rows] : log.inputs) {
    const std::size_t slash = name.rfind('/');
    std::string folder;
    if (!inputs.contains(name) && slash != std::string::npos) {
      for (const std::string& each : {name.substr(0, slash), name.substr(0, slash + 1)})
        if (inputs.contains(each)) folder = each;
    }
    if (!folder.empty())
      for (TrackLine& row : rows) row.file = name.substr(slash + 1);
    auto& all = gathered[folder.empty() ? name : folder];
    all.insert(all.end(), std::make_move_iterator(rows.begin()),
               std::make_move_iterator(rows.end()));
  }
  for (auto& [name, rows] : gathered) std::ranges::stable_sort(rows, {}, &TrackLine::start_s);
  log.inputs = std::move(gathered);
}

json longest_stays(std::vector<TrackLine> rows) {
  if (rows.size() > kMostTracks) {
    std::ranges::stable_sort(rows, std::greater<>(), &TrackLine::frames);
    rows.resize(kMostTracks);
    std::ranges::stable_sort(rows, {}, &TrackLine::start_s);
  }
  json list = json::array();
  for (const TrackLine& row : rows) {
    json cells = {row.id,         row.start_s, row.end_s,   row.frames,      row.emotion,
                  row.confidence, row.valence, row.arousal, row.best_frame_s};
    if (!row.file.empty()) cells.push_back(row.file);
    list.push_back(std::move(cells));
  }
  return list;
}

}  // namespace mien::report
