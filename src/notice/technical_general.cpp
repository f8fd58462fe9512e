// Annex IV, point 1: what the system is, for whom, and with what it works.
#include <fmt/format.h>

#include "notice/measured.h"
#include "notice/risks.h"
#include "notice/technical.h"

namespace mien::notice::technical {

namespace {

using json = nlohmann::json;

json purpose_and_provider(const RunConfig& config, const BuildFacts& build) {
  json shown = cameras(config);
  const std::string what =
      !estimates(config) ? "Counts how many people stop at what is shown to them, and for how long."
                         : "Estimates how groups of people in a shop or at an event receive what "
                           "is shown to them: "
                           "how many stop, for how long, with which expressions.";
  json section = instruction_section(
      "11, Annex IV(1)(a)", "Purpose, provider, version",
      {what,
       "Nobody is recognised. Work and education are refused as purposes (Art. 5(1)(f)); what else "
       "it must not be used for is in the instructions.",
       fmt::format("mien {}. What changed since the versions before: CHANGELOG.md.",
                   build.version)},
      {{"version", build.version},
       {"expressions", estimates(config) ? name_of(config.expressions) : "none"},
       {"cameras", std::move(shown["facts"])}},
      json::array({std::move(shown["table"])}));
  section["blanks"] = {
      blank("Name and address of the provider, and of who represents it", kProvider),
      blank("Name under which it is put on the market or into service", kProvider)};
  return section;
}

json surroundings(const RunConfig& config) {
  json leaves = receivers(config);
  json lines = {
      "In: cameras (RTSP, HTTP, HLS, V4L2) and recordings; ratings of kiosks and tills; play logs.",
      "Out: the page, the API, exports, metrics; receivers, where there are some."};
  if (!config.sinks.remote())
    lines.push_back("No receiver is configured: nothing is sent anywhere.");
  json section = instruction_section(
      "11, Annex IV(1)(b)", "What it works with",  //
      std::move(lines),
      {{"receivers", std::move(leaves["facts"])}, {"publish", name_of(config.sinks.publish)}},
      config.sinks.remote() ? json::array({std::move(leaves["table"])}) : json::array());
  section["blanks"].push_back(
      blank("Other systems that take its figures, and what they do with them", kDeployer));
  return section;
}

json software(const RunConfig& config, const BuildFacts& build) {
  json used = models(config, build);
  const bool open = build.detector.name.empty();
  json lines = {
      fmt::format("mien {}. A bill of materials with what is compiled in and the models "
                  "comes with a release (docs/packages.md).",
                  build.version)};
  if (open)
    lines.push_back(
        "The detector is chosen when the program starts, from those that are available.");
  return instruction_section("11, Annex IV(1)(c)", "Software, and models by hash", std::move(lines),
                             {{"version", build.version}, {"models", std::move(used["facts"])}},
                             json::array({std::move(used["table"])}));
}

json forms() {
  return instruction_section(
      "11, Annex IV(1)(d), (f)", "In which forms it comes",
      {"As software alone: Debian packages, a container image, a program and a library built from "
       "source. No hardware is part of it, so there are no pictures of any."},
      json::object());
}

json hardware(const BuildFacts& build) {
  json found = computer(build);
  json section = instruction_section(
      "11, Annex IV(1)(e)", "Hardware",
      {"An ordinary 64-bit computer, without a graphics card. `mien doctor` says what one can do, "
       "`mien density` measures how many cameras it can process."},
      {{"machine", std::move(found["facts"])}}, json::array({std::move(found["table"])}));
  section["blanks"] = {
      blank("The machines that it runs on, if not this one (mien doctor)", kDeployer),
      blank("Cameras: kind, lens, where and how high each hangs", kDeployer)};
  return section;
}

json interface(const RunConfig& config) {
  json who = tokens(config);
  const bool none = config.server.tokens.empty() && who["facts"].empty();
  return instruction_section(
      "11, Annex IV(1)(g), (h)", "The interface, and instructions for use",
      {"/ is the dashboard, /rate/CONTENT the kiosk for ratings, /notice what people are told, "
       "/api the documentation of the API.",
       "read: page, figures, exports, metrics. rate: send ratings. admin: both, change and pause "
       "cameras, import, read the audit log.",
       none ? "There is no token: whoever uses this machine may read and rate, nobody administers."
            : "Every request needs a token, or a sign-in with one.",
       "Instructions for use: mien instructions."},
      {{"tokens", who["facts"]}}, none ? json::array() : json::array({std::move(who["table"])}));
}

}  // namespace

std::vector<nlohmann::json> general(const RunConfig& config, const BuildFacts& build) {
  return {purpose_and_provider(config, build),
          surroundings(config),
          software(config, build),
          forms(),
          hardware(build),
          interface(config)};
}

}  // namespace mien::notice::technical
