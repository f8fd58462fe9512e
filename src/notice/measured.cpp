#include "notice/measured.h"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "embedded/notice_assets.h"
#include "notice/instructions.h"

namespace mien::notice {

namespace {

using json = nlohmann::json;

struct MeasuredPart {
  const char *key, *caption, *column;
};
constexpr MeasuredPart kMeasuredParts[] = {
    {"accuracy", "Right, of all faces", "Test"},
    {"calibration", "Calibration error: how far confidence and accuracy differ", "Measure"},
    {"face_height_px", "By height of the face", "Pixels"},
    {"recall", "Recall by expression: share of the faces that show it", "Expression"},
    {"disturbed", "The same faces, disturbed", "How"},
    {"yaw", "By how far the face is turned", "Turned"},
};

std::string percent(const json& value) { return fmt::format("{:.1f} %", value.get<double>()); }

json table_of(const MeasuredPart& part, const json& figures) {
  json rows = json::array();
  for (const json& one : figures)
    rows.push_back({one["of"], percent(one["percent"]),
                    one.contains("low") ? percent(one["low"]) + " to " + percent(one["high"]) : "",
                    one.contains("faces") ? fmt::format("{}", one["faces"].get<int>()) : ""});
  return {{"caption", part.caption},
          {"head", {part.column, "Percent", "95 % interval", "Faces"}},
          {"rows", rows}};
}

json unmeasured(const std::string& model) {
  return instruction_section(
      "13(3)(b)(ii)", "Accuracy",
      {fmt::format("No figures of the model '{}' come with mien: measure it on labelled "
                   "faces like yours (mien eval emotion) before you rely on it.",
                   model)},
      {{"measured", false}}, json::array());
}

}  // namespace

nlohmann::json instruction_section(const char* article, const char* heading, json lines, json facts,
                                   json tables) {
  return {{"article", article},          {"heading", heading},        {"lines", std::move(lines)},
          {"tables", std::move(tables)}, {"warnings", json::array()}, {"blanks", json::array()},
          {"facts", std::move(facts)}};
}

nlohmann::json words_table(const char* caption, nlohmann::json head, nlohmann::json rows) {
  return {
      {"caption", caption}, {"words", true}, {"head", std::move(head)}, {"rows", std::move(rows)}};
}

nlohmann::json blank(const char* what, const char* by) { return {{"what", what}, {"by", by}}; }

nlohmann::json measured(const std::string& model) {
  static const json all = json::parse(embedded::measured_json);
  const auto found = all.find(model);
  return found == all.end() ? json() : *found;
}

std::vector<nlohmann::json> measured_sections(const std::string& model) {
  const json figures = measured(model);
  if (figures.is_null()) return {unmeasured(model)};
  json tables = json::array();
  for (const MeasuredPart& part : kMeasuredParts)
    if (figures.contains(part.key)) tables.push_back(table_of(part, figures[part.key]));
  const auto unknown = figures["not_measured"].get<std::vector<std::string>>();
  return {
      instruction_section(
          "13(3)(b)(ii), 15", "Accuracy",
          {"Measured on: " + figures["test"].get<std::string>() + ".",
           "Source: " + figures["how"].get<std::string>() + ".",
           "In a shop faces are smaller, darker and less posed than in photographs: expect "
           "less than the first table, and measure on your own cameras where it matters."},
          figures, tables),
      instruction_section("13(3)(b)(v)", "Groups for which the accuracy is not known",
                          {fmt::format("Not measured, because the test has no such labels: {}. It "
                                       "may err more for some of them. Do not compare groups.",
                                       fmt::join(unknown, ", "))},
                          {{"not_measured", unknown}}, json::array())};
}

}  // namespace mien::notice
