// The register of risks, in the shape of instructions.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "notice/measured.h"
#include "notice/risks.h"

namespace mien::notice {

namespace {

using json = nlohmann::json;

json measure_json(const RiskMeasure& measure) {
  const auto or_null = [](const std::string& text) { return text.empty() ? json() : json(text); };
  return {{"what", measure.what},
          {"setting", or_null(measure.setting)},
          {"value", measure.value},
          {"weakened", or_null(measure.weakened)}};
}

json risk_section(const Risk& risk) {
  json lines = {"Cause: " + risk.cause, fmt::format("Touched: {}.", fmt::join(risk.touched, ", "))};
  json measures = json::array(), warnings = json::array();
  for (const RiskMeasure& measure : risk.measures) {
    lines.push_back(fmt::format("{}: {} ({}).",
                                measure.weakened.empty() ? "Against it" : "Weakened or off",
                                measure.what, state_of(measure)));
    measures.push_back(measure_json(measure));
    if (!measure.weakened.empty())
      warnings.push_back(fmt::format("{}: {}", measure.setting, measure.weakened));
  }
  lines.push_back("Left: " + risk.residual);
  json section = instruction_section(risk.article.c_str(), risk.name.c_str(), std::move(lines),
                                     {{"id", risk.id},
                                      {"cause", risk.cause},
                                      {"touched", risk.touched},
                                      {"measures", std::move(measures)},
                                      {"residual", risk.residual}});
  section["warnings"] = std::move(warnings);
  section["blanks"] = {
      blank("How likely and how severe it is here, and what else is done", kDeployer),
      blank("Who judged the remaining risk acceptable, and when", kProvider)};
  return section;
}

json beginning(const std::vector<Risk>& risks, const BuildFacts& build) {
  json weakened = json::array(), rows = json::array();
  for (const Risk& risk : risks) {
    std::vector<std::string> settings;
    for (const RiskMeasure& measure : risk.measures) {
      if (measure.weakened.empty()) continue;
      settings.push_back(measure.setting);
      weakened.push_back({{"risk", risk.id}, {"setting", measure.setting}});
    }
    rows.push_back({risk.name, fmt::format("{}", risk.measures.size()),
                    settings.empty() ? "–" : fmt::format("{}", fmt::join(settings, ", "))});
  }
  json section = instruction_section(
      "9(1), 9(2)", "How this register is made and kept",
      {fmt::format(
           "mien {} made it from its build and from this configuration. It says what the "
           "program does, and names each setting that weakens it. Make it again after every "
           "change of settings, cameras, models or version.",
           build.version),
       "It cannot know the place, the people and your other measures: describe them yourself."},
      {{"risks", risks.size()}, {"weakened", weakened}},
      json::array({words_table("Risks", {"Risk", "Measures", "Weakened by"}, std::move(rows))}));
  section["blanks"].push_back(
      blank("Who keeps this register, and when it was last reviewed", kProvider));
  return section;
}

json testing() {
  json section = instruction_section(
      "9(2)(c), 9(6) to 9(8)", "Tests, and what is learned in use",
      {"Each promise of the documentation has a test that fails when it is broken "
       "(docs/promises.md); the model's figures are in the instructions (mien instructions).",
       "In use, the program counts per camera and day how many faces it could read, keeps an audit "
       "log, and reports problems in its log and in /metrics."},
      json::object());
  section["blanks"] = {
      blank("Tests on site before it goes live: date, who, what was found", kDeployer),
      blank("What was learned in use and what was changed for it", kDeployer)};
  return section;
}

}  // namespace

nlohmann::json risk_register(const RunConfig& config, const BuildFacts& build) {
  const std::vector<Risk> risks = risks_of(config, build);
  json sections = json::array();
  sections.push_back(beginning(risks, build));
  for (const Risk& risk : risks) sections.push_back(risk_section(risk));
  sections.push_back(testing());
  return {{"title", "Risk register"}, {"under", "Art. 9 of Regulation (EU) 2024/1689 (AI Act)"},
          {"version", build.version}, {"controller", config.notice.controller},
          {"sections", sections},     {"missing", missing_keys(config)}};
}

}  // namespace mien::notice
