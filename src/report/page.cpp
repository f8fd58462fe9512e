/// \file The page: a template, its style and scripts, and the data of every section as one JSON
/// block.

#include <algorithm>
#include <array>

#include "mien/error.h"

#include "base/text.h"
#include "embedded/report_assets.h"
#include "report/audience.h"
#include "report/files.h"
#include "report/report.h"
#include "report/run.h"
#include "report/study.h"

namespace mien::report {

namespace {

/// What every error about folders advises.
constexpr const char* kNameResults =
    "name a folder that `mien run`, `bench`, `tune`, `profile`, `density` or `eval` left";

/// A kind of result of its own folder: reads what it knows, and nothing where there is none of it.
/// web/report/report.js draws the section of the same name.
struct Section {
  const char* name;
  std::optional<json> (*read)(const std::filesystem::path& folder);
};

constexpr std::array kSections = {
    Section{"run", report::read_run},
    Section{"audience", report::read_audience},
};

std::string name_of_folder(const std::filesystem::path& folder) {
  auto named = folder.lexically_normal();
  if (!named.has_filename()) named = named.parent_path();
  return named.filename().string();
}

/// Adds what a folder holds: sections of its own to `folders`, measurements to `studies`.
void read_folder(const std::filesystem::path& folder, json& folders, report::Studies& studies) {
  if (!std::filesystem::is_directory(folder)) {
    throw Error(ErrorKind::input, folder.string(), "is not a folder", kNameResults);
  }
  json sections = json::object();
  for (const Section& section : kSections) {
    if (auto data = section.read(folder)) sections[section.name] = std::move(*data);
  }
  const std::string name = name_of_folder(folder);
  const bool studied = studies.add(folder, name);
  if (sections.empty() && !studied) {
    throw Error(ErrorKind::input, folder.string(), "holds no results", kNameResults);
  }
  if (!sections.empty()) folders.push_back({{"name", name}, {"sections", std::move(sections)}});
}

}  // namespace

std::string report_html(const std::vector<std::filesystem::path>& folders) {
  if (folders.empty()) {
    throw Error(ErrorKind::usage, "report", "no folder given", kNameResults);
  }
  json data = {{"folders", json::array()}};
  report::Studies studies;
  for (const auto& folder : folders) read_folder(folder, data["folders"], studies);
  data["studies"] = studies.to_json();
  const std::string block = report::for_script_block(data);
  using namespace embedded;
  const std::pair<std::string_view, std::string_view> parts[] = {
      {"style", report_css},     {"chart", chart_min_js}, {"format", format_js},
      {"charts", charts_js},     {"tables", tables_js},   {"run", run_js},
      {"figures", figures_js},   {"plots", plots_js},     {"capacity", capacity_js},
      {"accuracy", accuracy_js}, {"study", study_js},     {"audience", audience_js},
      {"report", report_js},     {"data", block}};
  return fill_template(page_html, parts);
}

}  // namespace mien::report
