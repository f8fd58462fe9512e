#include "table.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "base/passed_over.h"
#include "base/smile_words.h"
#include "base/text.h"

namespace {

// Columns that a UTF-8 text takes, each code point one.
std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.,-+ %×") == std::string::npos;
}

void print_row(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string pad(widths[i] - columns(row[i]), ' ');
    line += is_number(row[i]) ? pad + row[i] : row[i] + pad;
    if (i + 1 < row.size()) line += "  ";
  }
  line.erase(line.find_last_not_of(' ') + 1);
  fmt::print("{}\n", line);
}

std::string dominant(const mien::InputSummary& input, bool smiles) {
  if (input.faces == 0) return "–";
  const auto most = std::ranges::max_element(input.emotions) - input.emotions.begin();
  const std::string_view label = mien::name_of(static_cast<mien::Emotion>(most));
  return fmt::format("{} {:.0f} %", smiles ? mien::in_smiles(label) : label,
                     input.emotions[static_cast<std::size_t>(most)] * 100);
}

void print_demand(const mien::InputSummary& total) {
  const auto share = [](std::int64_t part, std::int64_t all) {
    return all > 0 ? 100 * static_cast<double>(part) / static_cast<double>(all) : 0;
  };
  const mien::DemandCounts& counts = total.demand;
  const std::int64_t searched = total.frames_inferred - counts.searches_skipped;
  const std::int64_t frames = total.frames_decoded + total.frames_skipped;
  if (counts == mien::DemandCounts() && total.frames_skipped == 0) return;
  const std::int64_t sights = counts.readings + counts.readings_skipped;
  fmt::print("Skipped work (--demand): searched {:.0f} % of the frames due",
             share(searched, total.frames_inferred + counts.due_skipped));
  if (counts.looks > 0) fmt::print(", plus {} in advance", mien::counted(counts.looks, "keyframe"));
  if (sights > 0)
    fmt::print("; read the expression of {:.0f} % of detected faces",
               share(counts.readings, sights));
  if (total.frames_skipped > 0)
    fmt::print("; decoded {:.0f} % of frames", share(total.frames_decoded, frames));
  fmt::print(".\n");
}

std::vector<std::string> summary_row(const std::string& name, const mien::InputSummary& input,
                                     bool smiles) {
  const double pace = input.wall_seconds > 0 ? input.media_seconds / input.wall_seconds : 0;
  return {name,
          std::to_string(input.frames_decoded + input.frames_skipped),
          std::to_string(input.frames_inferred),
          std::to_string(input.faces),
          std::to_string(input.tracks),
          dominant(input, smiles),
          fmt::format("{:.0f}", input.fps),
          fmt::format("{:.1f}×", pace),
          std::to_string(input.damaged_packets)};
}

}  // namespace

void print_table(const std::vector<std::string>& header,
                 const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& title : header) widths.push_back(columns(title));
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  print_row(header, widths);
  std::string rule;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    for (std::size_t j = 0; j < widths[i]; ++j) rule += "─";
    if (i + 1 < widths.size()) rule += "  ";
  }
  fmt::print("{}\n", rule);
  for (const auto& row : rows) print_row(row, widths);
}

std::string number_cell(const nlohmann::json& row, const char* key, const char* format) {
  const auto found = row.find(key);
  if (found == row.end() || !found->is_number()) return "–";
  return fmt::format(fmt::runtime(format), found->get<double>());
}

void print_summary(const mien::Summary& summary, const std::string& folder, bool smiles) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& input : summary.inputs)
    rows.push_back(
        input.error && input.frames_decoded == 0
            ? std::vector<std::string>{input.input, "–", "–", "–", "–", "could not be read"}
            : summary_row(input.input, input, smiles));
  if (rows.size() > 1) rows.push_back(summary_row("total", summary.total, smiles));
  print_table({"input", "frames", "inferred", "faces", "tracks", "expression estimate", "fps",
               "pace", "damaged"},
              rows);
  const auto& run = summary.run;
  fmt::print("\n{} ({}, {} px) and {} on {} worker{}{}\n", run.detector.name,
             run.detector.precision, run.detector.width, run.emotion.name, run.workers,
             run.workers == 1 ? "" : "s", summary.interrupted ? "; interrupted, results kept" : "");
  if (!run.detector.reason.empty())
    fmt::print("Detector chosen automatically: {}.\n", run.detector.reason);
  print_demand(summary.total);
  if (folder.empty())
    fmt::print("Nothing was written; -o DIR keeps events, tracks, summary and a report.\n");
  else
    fmt::print("Report: {}\n", (std::filesystem::path(folder) / "report.html").string());
}

void print_notes(const mien::InputSummary& input) {
  constexpr std::size_t kMost = 20;  // a folder has one for each damaged picture
  const std::size_t shown = std::min(input.notes.size(), kMost);
  for (std::size_t i = 0; i < shown; ++i)
    fmt::print(stderr, "mien: {}: {}\n", input.input, input.notes[i]);
  if (input.notes.size() > shown)
    fmt::print(stderr, "mien: {}: {} more; `notes` in summary.json has them\n", input.input,
               input.notes.size() - shown);
}

void print_troubles(const mien::Summary& summary, AppContext& context) {
  for (const std::string& incident : summary.incidents) fmt::print(stderr, "mien: {}\n", incident);
  for (const mien::InputSummary& input : summary.inputs) {
    for (const std::string& line : mien::in_words(input.passed_over))
      fmt::print(stderr, "mien: {}: {}\n", input.input, line);
    print_notes(input);
    if (input.damaged_packets > 0)
      fmt::print(stderr, "mien: {}: damaged in {}; {} read; the last damage: {}\n", input.input,
                 mien::counted(input.damaged_packets, "place"),
                 mien::counted(input.frames_decoded + input.frames_skipped, "frame"), input.damage);
    if (input.frames_covered > 0)
      fmt::print(
          stderr,
          "mien: {}: {} frame{} of the blurred copy {} painted over entirely, not analysed\n",
          input.input, input.frames_covered, input.frames_covered == 1 ? "" : "s",
          input.frames_covered == 1 ? "is" : "are");
    if (!input.error) continue;
    fmt::print(stderr, "mien: {}\n", *input.error);
    context.exit_code = 3;
  }
  if (summary.interrupted || context.interrupted->load()) context.exit_code = 130;
}
