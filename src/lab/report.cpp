/// \file The page: a template, its style and scripts, and the data of every section as one JSON
/// block.

#include <algorithm>
#include <array>

#include "mien/error.h"

#include "embedded/report_assets.h"
#include "lab/lab.h"
#include "lab/report_files.h"
#include "lab/report_run.h"

namespace mien::lab {

using report::json;

namespace {

/// A kind of result: reads what it knows from a folder, and nothing where there is none of it.
/// web/report/report.js draws the section of the same name.
struct Section {
  const char* name;
  std::optional<json> (*read)(const std::filesystem::path& folder);
};

constexpr std::array kSections = {
    Section{"run", report::read_run},
};

json read_folder(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) {
    throw Error(ErrorKind::input, folder.string(), "is not a folder",
                "name a folder that `mien run -o` left");
  }
  json sections = json::object();
  for (const Section& section : kSections) {
    if (auto data = section.read(folder)) sections[section.name] = std::move(*data);
  }
  if (sections.empty()) {
    throw Error(ErrorKind::input, folder.string(), "holds no results",
                "name a folder that `mien run -o` left");
  }
  auto named = folder.lexically_normal();
  if (!named.has_filename()) named = named.parent_path();
  return {{"name", named.filename().string()}, {"sections", std::move(sections)}};
}

/// The template with each {{name}} replaced, in one pass: what is inserted is never looked at
/// again.
std::string fill(std::string_view page,
                 const std::vector<std::pair<std::string_view, std::string_view>>& parts) {
  std::string text;
  for (;;) {
    const std::size_t begin = page.find("{{"), end = page.find("}}", begin);
    text += page.substr(0, begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return text;
    const std::string_view name = page.substr(begin + 2, end - begin - 2);
    const auto found = std::ranges::find(parts, name, [](const auto& part) { return part.first; });
    if (found == parts.end()) {
      throw Error(ErrorKind::internal, "page.html", "names an unknown part: " + std::string(name));
    }
    text += found->second;
    page.remove_prefix(end + 2);
  }
}

}  // namespace

std::string report_html(const std::vector<std::filesystem::path>& folders) {
  if (folders.empty()) {
    throw Error(ErrorKind::usage, "report", "no folder given",
                "name a folder that `mien run -o` left");
  }
  json data = {{"folders", json::array()}};
  for (const auto& folder : folders) data["folders"].push_back(read_folder(folder));
  const std::string block = report::for_script_block(data);
  using namespace embedded;
  return fill(page_html, {{"style", report_css},
                          {"chart", chart_min_js},
                          {"format", format_js},
                          {"charts", charts_js},
                          {"tables", tables_js},
                          {"run", run_js},
                          {"report", report_js},
                          {"data", block}});
}

}  // namespace mien::lab
