#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "embedded/notice_assets.h"
#include "notice/html.h"
#include "notice/instructions.h"
#include "notice/notice.h"

namespace mien::notice {

namespace {

using json = nlohmann::json;

std::string text(const json& value) { return escape_html(value.get<std::string>()); }

std::string table_html(const json& table) {
  std::string html = table.contains("words") ? "<table class=\"words\">" : "<table>";
  html += "<caption>" + text(table["caption"]) + "</caption><thead><tr>";
  for (const json& head : table["head"]) html += "<th scope=\"col\">" + text(head) + "</th>";
  html += "</tr></thead><tbody>";
  for (const json& row : table["rows"]) {
    html += "<tr><th scope=\"row\">" + text(row[0]) + "</th>";
    for (std::size_t i = 1; i < row.size(); ++i) html += "<td>" + text(row[i]) + "</td>";
    html += "</tr>";
  }
  return html + "</tbody></table>\n";
}

std::string section_html(const json& section) {
  std::string html = fmt::format("<section><h2>{} <small>Art. {}</small></h2>\n",
                                 text(section["heading"]), text(section["article"]));
  for (const json& line : section["lines"]) html += "<p>" + text(line) + "</p>\n";
  for (const json& table : section["tables"]) html += table_html(table);
  for (const json& warning : section["warnings"])
    html += "<p class=\"warning\"><b>Weakened:</b> " + text(warning) + "</p>\n";
  for (const json& blank : section["blanks"])
    html += fmt::format("<p class=\"blank\">{} <small>(to be filled in by {})</small></p>\n",
                        text(blank["what"]), text(blank["by"]));
  return html + "</section>\n";
}

std::string missing_html(const json& missing) {
  if (missing.empty()) return {};
  std::string html = "<section><h2>Still to be filled in</h2><ul>";
  for (const json& gap : missing)
    html += fmt::format("<li><code>{}</code>: {}</li>", text(gap["key"]), text(gap["remedy"]));
  return html + "</ul></section>\n";
}

}  // namespace

std::string instructions_page(const nlohmann::json& said) {
  std::string sections;
  for (const json& section : said["sections"]) sections += section_html(section);
  sections += missing_html(said["missing"]);
  const std::string title = text(said["title"]);
  const std::string body =
      fmt::format("<main>\n<header><h1>{}</h1><p>mien {}. {}. {}</p></header>\n{}</main>\n", title,
                  text(said["version"]), text(said["under"]), text(said["controller"]), sections);
  return page_html("en", title, embedded::instructions_css, body);
}

}  // namespace mien::notice
