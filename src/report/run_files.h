#pragma once
/// \file What runs left in a folder: the files of the last one, and what mien.db keeps of those
/// before it.

#include <filesystem>
#include <string>
#include <vector>

#include "report/fields.h"
#include "report/timeline.h"
#include "report/tracks.h"

namespace mien::report {

/// All that one folder holds.
struct RunFiles {
  bool has_summary = false;
  json summary = json::object();
  EventsRead events;
  TrackLog tracks;
  /// Inputs of the runs before, oldest first, as rows of summary.json, each with its run's
  /// "started_at".
  std::vector<json> earlier;

  bool empty() const {
    return !has_summary && events.inputs.empty() && tracks.inputs.empty() && earlier.empty();
  }
};

/// Throws Error(input) where summary.json or mien.db is damaged.
RunFiles read_run_files(const std::filesystem::path& folder);

/// The summary's inputs, then those that only events or tracks name (a run that was killed).
std::vector<json> rows_of(const RunFiles& files);

/// Those of `earlier`, from one folder or several, that are no earlier analysis of a recording that
/// comes again later or in `last`. A recording is known by its content ("recording"); where an
/// older mien did not note it, names of files tell recordings of one length apart, cameras' names
/// do not, and a file whose analysis somebody ended is told by its name alone.
std::vector<json> counted_once(const std::vector<json>& earlier, const std::vector<json>& last);

}  // namespace mien::report
