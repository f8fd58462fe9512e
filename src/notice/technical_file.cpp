// The technical file in the shape of instructions, and its points on use: Annex IV, 3 to 9.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "notice/measured.h"
#include "notice/risks.h"
#include "notice/technical.h"

namespace mien::notice {

namespace technical {

namespace {

using json = nlohmann::json;

json control(const RunConfig& config) {
  json lines = {
      "Faces at least 24 pixels high, turned to the camera by less than 35°, evenly lit, not "
      "blurred: anything less is `unknown`, and is counted per camera and day.",
      "It does not know what anybody feels, who anybody is, or whether two stays are one "
      "person's."};
  if (estimates(config))
    lines.push_back("How the error differs between groups of people is not known: see above.");
  json section = instruction_section("11, Annex IV(3)", "What it can and cannot do in use",
                                     std::move(lines), {{"min_face_height_px", 24}});
  section["blanks"].push_back(
      blank("What was measured on site (mien eval track, mien eval emotion)", kDeployer));
  return section;
}

json metrics(const RunConfig& config) {
  json lines = {
      "Dwell and counts: people, and seconds, against marked recordings (mien eval track)."};
  if (estimates(config))
    lines.push_back(
        "Expressions: share of right labels, recall of each, so that rare ones count; "
        "calibration error, since `unknown` depends on it; each by height of the face and "
        "with disturbances, for that is how a shop differs from a photograph.");
  return instruction_section("11, Annex IV(4)", "Why these measures of accuracy", std::move(lines),
                             json::object());
}

json risk_summary(const RunConfig& config, const BuildFacts& build) {
  json rows = json::array(), facts = json::array();
  for (const Risk& risk : risks_of(config, build)) {
    const auto weakened = std::ranges::count_if(
        risk.measures, [](const RiskMeasure& one) { return !one.weakened.empty(); });
    rows.push_back(
        {risk.name, fmt::format("{}", risk.measures.size()), fmt::format("{}", weakened)});
    facts.push_back({{"id", risk.id}, {"measures", risk.measures.size()}, {"weakened", weakened}});
  }
  return instruction_section(
      "9, 11, Annex IV(5)", "Risks", {"All of them in full: mien instructions --part risks."},
      {{"risks", std::move(facts)}},
      json::array({words_table("Risks", {"Risk", "Measures", "Weakened"}, std::move(rows))}));
}

json lifecycle() {
  json changed =
      instruction_section("11, Annex IV(6)", "Changes through its life",
                          {"Of the program: CHANGELOG.md. Of the configuration: before and "
                           "after each change, in the audit log."},
                          json::object());
  changed["blanks"].push_back(blank("Changes of cameras, places and use, with dates", kDeployer));
  return changed;
}

json declarations() {
  json section = instruction_section(
      "11, 47, 49, Annex IV(7), (8)", "Standards, declaration, registration",
      {"The program claims no harmonised standard and comes with no declaration of conformity."},
      json::object());
  section["blanks"] = {
      blank("Standards applied, in full or in part; else how the law is met", kProvider),
      blank("EU declaration of conformity (a copy)", kProvider),
      blank("Number in the EU database", kProvider),
      blank("Assessment of the impact on fundamental rights (Art. 27), where it is "
            "due, and on data protection (Art. 35 GDPR)",
            kDeployer)};
  return section;
}

json after_market(const RunConfig& config) {
  const int days = config.logs.retention_days;
  json section = instruction_section(
      "72, 11, Annex IV(9)", "Monitoring in use",
      {"Each camera's share of faces that can be read, against its own first two weeks; cameras "
       "that "
       "are lost or stand still; what is refused or dropped: on the page, in the API, in the log, "
       "in "
       "/metrics (docs/prometheus has alerts).",
       fmt::format("The audit log is kept {}.",
                   days > 0 ? counted(days, "day") : std::string("without a limit"))},
      {{"audit_retention_days", days}});
  section["blanks"] = {
      blank("Who looks at these, how often, and what follows", kProvider),
      blank("To whom serious incidents are reported (Art. 73), and those so far", kProvider)};
  return section;
}

}  // namespace

std::vector<nlohmann::json> in_use(const RunConfig& config, const BuildFacts& build) {
  return {control(config), metrics(config), risk_summary(config, build),
          lifecycle(),     declarations(),  after_market(config)};
}

}  // namespace technical

nlohmann::json technical_file(const RunConfig& config, const BuildFacts& build) {
  nlohmann::json sections = nlohmann::json::array();
  for (auto* part : {&technical::general, &technical::design, &technical::in_use})
    for (nlohmann::json& section : part(config, build)) sections.push_back(std::move(section));
  return {{"title", "Technical file"},
          {"under", "Art. 11 and Annex IV of Regulation (EU) 2024/1689 (AI Act)"},
          {"version", build.version},
          {"controller", config.notice.controller},
          {"sections", sections},
          {"missing", missing_keys(config)}};
}

}  // namespace mien::notice
