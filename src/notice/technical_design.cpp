// Annex IV, point 2: how it was made, how it works, how it was tested.
#include <fmt/format.h>

#include "notice/measured.h"
#include "notice/risks.h"
#include "notice/technical.h"

namespace mien::notice::technical {

namespace {

using json = nlohmann::json;

json development(const BuildFacts& build) {
  json section = instruction_section(
      "11, Annex IV(2)(a)", "How it was made",
      {"In the open: sources, tests, decisions with their reasons (docs/adr) and each change "
       "(CHANGELOG.md) are in the repository.",
       "The detector was trained by others; a network is loaded by its hash alone.",
       measured(build.emotion.name).is_null()
           ? "How the estimator of expressions was trained is not known here."
           : "The estimator of expressions was trained for mien; training/README.md has recipe, "
             "seeds and attempts."},
      json::object());
  section["blanks"].push_back(blank("Changes of your own to the program or its models", kProvider));
  return section;
}

json logic(const RunConfig& config) {
  json lines = {
      "Picture, masks and staff zones painted over, faces found, followed while they stay in view; "
      "who stays in front of a content for long enough is a stay.",
      fmt::format("Figures are sums of groups of at least {}, decided once: that costs figures of "
                  "quiet hours, and so no combination of answers tells of fewer (docs/adr/0017).",
                  config.audience.min_audience)};
  if (estimates(config))
    lines.push_back(
        "A face is cut out and its expression estimated; where the face or the "
        "confidence do not suffice, the answer is `unknown`: fewer answers, fewer wrong "
        "ones.");
  return instruction_section("11, Annex IV(2)(b)", "How it works, and the reasons for its design",
                             std::move(lines), {{"min_audience", config.audience.min_audience}});
}

json architecture(const RunConfig& config) {
  json settings = work(config);
  return instruction_section(
      "11, Annex IV(2)(c)", "Architecture, and what it computes with",
      {"One program, one database file; ARCHITECTURE.md has rooms, types and threads."},
      {{"settings", std::move(settings["facts"])}}, json::array({std::move(settings["table"])}));
}

json data(const RunConfig& config, const BuildFacts& build) {
  json lines = json::array();
  const json figures = measured(build.emotion.name);
  const bool known = !figures.is_null();
  if (!estimates(config)) {
    lines.push_back("No expression is estimated.");
  } else if (known) {
    lines.push_back(figures["design"]);
    for (const json& line : figures["trained_on"]) lines.push_back(line);
  } else {
    lines.push_back(
        fmt::format("No data sheet of the model '{}' comes with mien.", build.emotion.name));
  }
  json section = instruction_section(
      "10, 11, Annex IV(2)(d)", "Data that the estimator learned from", std::move(lines),
      {{"trained_on", known && estimates(config) ? figures["trained_on"] : json()}});
  if (estimates(config) && !known)
    section["blanks"].push_back(
        blank("What it was trained on, and whose data that was", kProvider));
  return section;
}

json kept_data(const RunConfig& config) {
  json rows = kept(config);
  return instruction_section(
      "10, 12, 19", "What it keeps, and for how long",
      {"Nobody's identity, no template, no age, no sex, no origin is in any of these."},
      {{"kept", std::move(rows["facts"])}}, json::array({std::move(rows["table"])}));
}

json human_oversight(const RunConfig& config) {
  const std::string& name = config.server.overseer;
  json section = instruction_section(
      "14, 11, Annex IV(2)(e)", "Human oversight",
      {name.empty() ? std::string("Nobody is named (server.overseer).")
                    : fmt::format("Overseer: {}.", name),
       "Cameras are paused at once from page and API, with name and reason; the page says what is "
       "withheld, how sure a figure is, and which camera is not fit to be relied on."},
      {{"overseer", name.empty() ? json() : json(name)}});
  section["blanks"].push_back(blank("How the overseer was trained, and when they look", kDeployer));
  return section;
}

json changes_to_come() {
  return instruction_section("11, Annex IV(2)(f)", "Changes that are settled beforehand",
                             {"None: the models learn nothing in use."},
                             {{"learns_in_use", false}});
}

json security(const RunConfig& config, const BuildFacts& build) {
  json lines = json::array(), warnings = json::array();
  for (const Risk& risk : risks_of(config, build)) {
    if (risk.id != "intrusion") continue;
    for (const RiskMeasure& measure : risk.measures) {
      lines.push_back(fmt::format("{} ({}).", measure.what, state_of(measure)));
      if (!measure.weakened.empty())
        warnings.push_back(fmt::format("{}: {}", measure.setting, measure.weakened));
    }
    lines.push_back(risk.residual);
  }
  lines.push_back("SECURITY.md has each threat and what stands against it.");
  json section = instruction_section("15(5), 11, Annex IV(2)(h)", "Security", std::move(lines),
                                     json::object());
  section["warnings"] = std::move(warnings);
  return section;
}

}  // namespace

std::vector<nlohmann::json> design(const RunConfig& config, const BuildFacts& build) {
  std::vector<json> sections = {development(build),  logic(config),     architecture(config),
                                data(config, build), kept_data(config), human_oversight(config),
                                changes_to_come()};
  if (estimates(config))
    for (json& part : measured_sections(build.emotion.name)) {
      part["article"] = "11, Annex IV(2)(g)";
      sections.push_back(std::move(part));
    }
  sections.push_back(security(config, build));
  return sections;
}

}  // namespace mien::notice::technical
