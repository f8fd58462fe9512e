#include "report/notes.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/passed_over.h"
#include "report/figures.h"

namespace mien::report {

namespace {

void add_passed_over(const json& summary, json& notes) {
  for (const json* row : objects_in(summary, "inputs")) {
    std::vector<PassedOver> files;
    for (const json* each : objects_in(*row, "passed_over"))
      files.push_back({words(*each, "file"), words(*each, "reason")});
    for (const std::string& line : in_words(files))
      notes.push_back(short_name(words(*row, "input")) + ": " + line + ".");
  }
}

}  // namespace

json notes_of(const json& summary, bool has_summary, std::size_t unreadable_lines,
              std::size_t unreadable_rows) {
  json notes = json::array();
  if (!has_summary) {
    notes.push_back(
        "summary.json is missing: the run did not finish; speed and models are unknown.");
  }
  const auto skipped = [&](std::size_t count, const char* file) {
    if (count > 0) {
      notes.push_back(fmt::format("{} unreadable {} of {} left out.", count,
                                  count == 1 ? "line" : "lines", file));
    }
  };
  skipped(unreadable_lines, "events.jsonl");
  skipped(unreadable_rows, "tracks.csv");
  add_passed_over(summary, notes);
  if (is_set(summary, "interrupted"))
    notes.push_back("The run was interrupted; the results up to then are shown.");
  return notes;
}

}  // namespace mien::report
