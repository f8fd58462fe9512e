/// \file The page: a template, its style and scripts, and the data of every section as one JSON
/// block.

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"
#include "embedded/report_assets.h"
#include "report/audience.h"
#include "report/comparison.h"
#include "report/fields.h"
#include "report/report.h"
#include "report/run.h"
#include "study/study.h"

namespace mien::report {

namespace {

/// What every error about folders advises.
constexpr const char* kNameResults =
    "name a folder that `mien run`, `bench`, `tune`, `profile`, `density` or `eval` left";

/// A kind of result: reads what it knows of all folders together, and nothing where there is none
/// of it. web/report/report.js draws the section of the same name.
struct Section {
  const char* name;
  std::optional<json> (*read)(std::span<const std::filesystem::path> folders,
                              const UtcOffset& clock);
};

constexpr std::array kSections = {
    Section{"run", [](std::span<const std::filesystem::path> folders,
                      const UtcOffset&) { return report::read_run(folders); }},
    Section{"audience", report::read_audience},
};

/// JSON for a script block of a page: ASCII only, and no sign that could end the block or start
/// markup.
std::string for_script_block(const json& value) {
  // Non-ASCII as \u escapes (U+2028 among them); bytes that are no UTF-8 (file names) as U+FFFD.
  const std::string plain = value.dump(-1, ' ', true, json::error_handler_t::replace);
  std::string safe;
  safe.reserve(plain.size());
  for (const char sign : plain) {
    switch (sign) {
      case '<':
        safe += "\\u003c";
        break;
      case '>':
        safe += "\\u003e";
        break;
      case '&':
        safe += "\\u0026";
        break;
      default:
        safe += sign;
    }
  }
  return safe;
}

std::string name_of_folder(const std::filesystem::path& folder) {
  auto named = folder.lexically_normal();
  if (!named.has_filename()) named = named.parent_path();
  return named.filename().string();
}

json sections_of(std::span<const std::filesystem::path> folders, const UtcOffset& clock) {
  json sections = json::object();
  for (const Section& section : kSections)
    if (auto data = section.read(folders, clock)) sections[section.name] = std::move(*data);
  return sections;
}

/// Adds a folder's measurements to `studies`; returns its results of other kinds.
json read_folder(const std::filesystem::path& folder, study::Studies& studies,
                 const UtcOffset& clock) {
  if (!std::filesystem::is_directory(folder)) {
    throw Error(ErrorKind::input, folder.string(), "is not a folder", kNameResults);
  }
  const bool studied = studies.add(folder, name_of_folder(folder));
  json sections = sections_of(std::span(&folder, 1), clock);
  if (sections.empty() && !studied) {
    throw Error(ErrorKind::input, folder.string(), "holds no results", kNameResults);
  }
  return sections;
}

/// "monday", "monday, tuesday", "monday, tuesday … sunday (7 folders)"
std::string names_of(const std::vector<std::filesystem::path>& folders) {
  constexpr std::size_t kNamed = 3;
  std::string names;
  for (std::size_t i = 0; i < folders.size() && i + (folders.size() > kNamed) < kNamed; ++i)
    names += (i ? ", " : "") + name_of_folder(folders[i]);
  if (folders.size() > kNamed)
    names += fmt::format(" \u2026 {} ({} folders)", name_of_folder(folders.back()), folders.size());
  return names;
}

}  // namespace

std::string report_html(const std::vector<std::filesystem::path>& folders,
                        const PageOptions& options) {
  if (folders.empty()) {
    throw Error(ErrorKind::usage, "report", "no folder given", kNameResults);
  }
  json data = {{"folders", json::array()}};
  study::Studies studies;
  std::vector<std::filesystem::path> of_runs;
  json sections;
  for (const auto& folder : folders) {
    json own = read_folder(folder, studies, options.clock);
    if (own.empty()) continue;
    of_runs.push_back(folder);
    sections = std::move(own);
  }
  // One period, all figures of it: what the folders hold, together.
  if (of_runs.size() > 1) sections = sections_of(of_runs, options.clock);
  if (options.compare.size() == 2)
    sections["comparison"] =
        report::comparison_json(folders, options.compare[0], options.compare[1], options.clock);
  if (!of_runs.empty())
    data["folders"].push_back({{"name", names_of(of_runs)}, {"sections", std::move(sections)}});
  data["studies"] = studies.to_json();
  const std::string block = for_script_block(data);
  using namespace embedded;
  const std::pair<std::string_view, std::string_view> parts[] = {{"style", report_css},
                                                                 {"chart", chart_min_js},
                                                                 {"format", format_js},
                                                                 {"charts", charts_js},
                                                                 {"save", save_js},
                                                                 {"tables", tables_js},
                                                                 {"run", run_js},
                                                                 {"figures", figures_js},
                                                                 {"plots", plots_js},
                                                                 {"capacity", capacity_js},
                                                                 {"confusion", confusion_js},
                                                                 {"accuracy", accuracy_js},
                                                                 {"study", study_js},
                                                                 {"audience", audience_js},
                                                                 {"report", report_js},
                                                                 {"data", block}};
  return fill_template(page_html, parts);
}

}  // namespace mien::report
