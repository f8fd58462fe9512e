#include "notice/instructions.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "notice/measured.h"

namespace mien::notice {

namespace {

using json = nlohmann::json;

bool reads(const RunConfig& config) { return config.emotion != "none"; }
bool smiles(const RunConfig& config) { return config.expressions == Expressions::smile; }

json model_json(const ModelFacts& model) {
  return {{"name", model.name},
          {"sha256", model.sha256},
          {"licence", model.licence},
          {"note", model.note}};
}

std::string model_words(const char* what, const ModelFacts& model) {
  if (model.name.empty()) return fmt::format("{}: chosen when the program starts.", what);
  return fmt::format("{}: {} ({}; licence {}; SHA-256 {}).", what, model.name, model.note,
                     model.licence, model.sha256);
}

json identity(const RunConfig& config, const BuildFacts& build) {
  json lines = {
      fmt::format("mien {}, free software; its maintainers are the provider of this build "
                  "unless somebody else put it on the market under their own name.",
                  build.version),
      model_words("Detector of faces", build.detector)};
  if (reads(config)) lines.push_back(model_words("Estimator of expressions", build.emotion));
  return instruction_section("13(3)(a)", "The system and its provider", lines,
                             {{"version", build.version},
                              {"detector", model_json(build.detector)},
                              {"emotion", reads(config) ? model_json(build.emotion) : json()}});
}

json purpose(const RunConfig& config) {
  json cameras = json::array(), lines = json::array();
  lines.push_back(
      reads(config)
          ? "To estimate how groups of people in a shop or at an event receive what is shown to "
            "them: how many stop, for how long, with which expressions."
          : "To count how many people stop at what is shown to them, and for how long.");
  if (reads(config) && smiles(config))
    lines.push_back(
        "Only smile or no smile is reported, no other expression (expressions: smile).");
  for (const CameraConfig& camera : config.cameras) {
    cameras.push_back({{"name", camera.name},
                       {"purpose", camera.purpose},
                       {"zones", camera.zones.size()},
                       {"masks", camera.masks.size()},
                       {"staff_zones", camera.staff.size()}});
    lines.push_back(
        fmt::format("Camera {}: {}; {}, {}, {}.", camera.name, camera.purpose,
                    counted(static_cast<std::int64_t>(camera.zones.size()), "zone"),
                    counted(static_cast<std::int64_t>(camera.masks.size()), "mask"),
                    counted(static_cast<std::int64_t>(camera.staff.size()), "staff zone")));
  }
  return instruction_section(
      "13(3)(b)(i)", "What it is for", lines,
      {{"cameras", cameras},
       {"expressions", !reads(config) ? "none" : name_of(config.expressions)}});
}

json misuse() {
  return instruction_section(
      "13(3)(b)(iii)", "What it must not be used for",
      {"At work and in education: Art. 5(1)(f) forbids it. Staff in view are painted over (staff "
       "zones); a camera with such a purpose is refused.",
       "To judge, treat or address a single person, or to decide anything about one.",
       "As evidence of what anybody feels: an expression is an estimate of what a face looks like.",
       "To compare people of different groups: how the error differs between groups is not known.",
       "To identify: nobody is recognised, no template is made; joining the numbers with other "
       "data "
       "so that they tell of somebody defeats every guarantee here."},
      json::object());
}

json input(const RunConfig& config) {
  return instruction_section(
      "13(3)(b)(vi)", "What it must see",
      {"Faces at least 24 pixels high in the camera's picture: smaller ones are `unknown`.",
       "Faces turned to the camera by less than 35°, evenly lit, not blurred by motion. Hang the "
       "camera at what people look at, at head height or a little above, without a window behind "
       "them.",
       fmt::format("Faces are searched {} on pictures {} pixels wide.",
                   config.detect_fps > 0 ? fmt::format("{:g} times a second", config.detect_fps)
                                         : std::string("in every picture"),
                   config.width),
       "The estimator learned from 26,051 gray photographs of faces (FER2013) with the votes of "
       "ten "
       "people each."},
      {{"detections_per_second", config.detect_fps}, {"width", config.width}});
}

json interpretation(const RunConfig& config, const BuildFacts& build) {
  const int least = config.audience.min_audience;
  json lines = {
      fmt::format("Figures are of groups of at least {}; people in smaller groups are in "
                  "no figure, and no combination of answers tells of fewer.",
                  counted(least, "person", "people"))};
  if (reads(config)) {
    lines.push_back(
        fmt::format("Below a confidence of {:g}, and where a face is too small, blurred, turned "
                    "away or cut off, "
                    "the answer is `unknown`. Unknown is not neutral.",
                    build.emotion.min_confidence));
    if (!smiles(config))
      lines.push_back(
          "Valence is a convention (positions of words on a scale), good for trends and "
          "comparisons at one camera, not as an absolute value.");
    lines.push_back("Intervals are of 95 %. A difference whose interval includes 0 may be chance.");
  }
  return instruction_section(
      "13(3)(b)(vii)", "How to read the results", lines,
      {{"min_audience", least}, {"min_confidence", build.emotion.min_confidence}});
}

json oversight(const RunConfig& config) {
  const std::string& name = config.server.overseer;
  return instruction_section(
      "13(3)(d), 14", "Who watches over it, and how",
      {name.empty() ? std::string("Nobody is named (server.overseer).")
                    : fmt::format("Overseer: {}.", name),
       "One or all cameras are paused at once from the page (Pause) or the API (POST "
       "/api/v1/cameras/NAME/pause, /api/v1/pause), with name and reason; the pause outlives a "
       "restart and is in the audit log.",
       fmt::format("A camera goes live only once its notice hangs (mien notice --confirm): {}.",
                   config.server.require_notice ? "required" : "switched off"),
       fmt::format("Live faces are shown to {}.",
                   config.server.live_view ? "whoever may read" : "administrators only"),
       fmt::format(
           "Unblurred camera pictures are shown {}.",
           config.server.raw_video ? "to administrators, and each look is logged" : "to nobody")},
      {{"overseer", name.empty() ? json() : json(name)},
       {"require_notice", config.server.require_notice},
       {"live_view", config.server.live_view},
       {"raw_video", config.server.raw_video}});
}

json changes() {
  return instruction_section(
      "13(3)(c)", "What changes by itself",
      {"Nothing: the models learn nothing in use. Another model, or another version of "
       "the program, is another system: make these instructions again."},
      {{"learns_in_use", false}});
}

json upkeep(const RunConfig& config) {
  return instruction_section(
      "13(3)(e)", "What it needs",
      {"An ordinary computer; `mien doctor` says what this one can do, `mien density` how many "
       "cameras it can process.",
       "Updates when they come; a look at the cameras on the page once a day: one that is lost, "
       "dark or displaced gives no usable figures.",
       fmt::format("Disk: stays and ratings are kept {}.",
                   config.retention_days > 0 ? counted(config.retention_days, "day")
                                             : std::string("without a limit"))},
      {{"retention_days", config.retention_days}});
}

json logs(const RunConfig& config) {
  const int days = config.logs.retention_days;
  return instruction_section(
      "13(3)(f), 19, 26(6)", "Logs",
      {fmt::format("The table `audit` of mien.db records who changed, paused, confirmed or viewed "
                   "something; it is kept {}, separately from the stays. The law asks for at least "
                   "six months.",
                   days > 0 ? counted(days, "day") : std::string("without a limit")),
       "GET /api/v1/audit gives it to administrators; `mien backup` copies the file."},
      {{"audit_retention_days", days}, {"at_least_183", days == 0 || days >= 183}});
}

}  // namespace

nlohmann::json missing_keys(const RunConfig& config) {
  json gaps = json::array();
  const auto gap = [&](bool is, const char* key, const char* remedy) {
    if (is) gaps.push_back({{"key", key}, {"remedy", remedy}});
  };
  gap(config.server.overseer.empty(), "server.overseer", "name who watches over the cameras");
  gap(config.notice.controller.empty(), "notice.controller", "name who answers for the cameras");
  gap(config.retention_days == 0, "storage.retention_days", "say how long you need the stays");
  gap(config.logs.retention_days > 0 && config.logs.retention_days < 183, "logs.retention_days",
      "keep the audit log for 183 days at least (Art. 19, 26(6))");
  gap(config.cameras.empty(), "cameras", "name the cameras");
  return gaps;
}

nlohmann::json instructions(const RunConfig& config, const BuildFacts& build) {
  json sections = {identity(config, build), purpose(config), misuse()};
  if (reads(config))
    for (json& part : measured_sections(build.emotion.name)) sections.push_back(std::move(part));
  sections.push_back(input(config));
  sections.push_back(interpretation(config, build));
  sections.push_back(oversight(config));
  sections.push_back(changes());
  sections.push_back(upkeep(config));
  sections.push_back(logs(config));
  return {{"title", "Instructions for use"},
          {"under", "Art. 13 of Regulation (EU) 2024/1689 (AI Act)"},
          {"version", build.version},
          {"controller", config.notice.controller},
          {"sections", sections},
          {"missing", missing_keys(config)}};
}

}  // namespace mien::notice
