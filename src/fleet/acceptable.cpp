#include "fleet/acceptable.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mien/error.h"

#include "base/json.h"
#include "config/config_addresses.h"
#include "config/config_words.h"
#include "serve/answers_json.h"
#include "serve/config_desk.h"

namespace mien::fleet {

namespace {

/// A database keeps keys in an order of its own.
nlohmann::json unordered(const std::string& text) {
  return nlohmann::json::parse(text, nullptr, false);
}

}  // namespace

std::vector<std::string> acceptable(const RunConfig& config, const Proposal& proposal) {
  const auto refuse = [&](const char* what, const char* remedy) {
    throw Error(ErrorKind::usage, "camera '" + proposal.camera + "'", what, remedy);
  };
  const auto before = std::ranges::find(config.cameras, proposal.camera, &CameraConfig::name);
  if (before == config.cameras.end()) refuse("is not in the configuration", "decline the proposal");
  if (!unordered(proposal.section).is_object())
    refuse("the proposal is no section of a camera", "decline it");
  if (!config::keeps_addresses(proposal.section, proposal.camera))
    refuse("the proposal names an address", "decline it: addresses are the store's");
  if (unordered(proposal.base) != unordered(text_of(serve::section_json(*before))))
    refuse("has changed since this was proposed", "decline it; the hub may propose anew");
  const auto after = serve::camera_of_json(proposal.camera, proposal.section, config);
  auto words = config::camera_words(&*before, &after);
  if (words.empty()) words.emplace_back("nothing");
  return words;
}

std::vector<std::string> told_of(const RunConfig& config, const Proposal& proposal) {
  try {
    return acceptable(config, proposal);
  } catch (const Error& error) {
    return {std::string("would be refused: ") + error.what()};
  }
}

std::string kept_section(const RunConfig& config, const Proposal& proposal) {
  Json section = parse_json(proposal.section);
  // server.camera_inputs goes on holding for it
  if (serve::camera_of_json(proposal.camera, proposal.section, config).by_api)
    section["by_api"] = true;
  return text_of(section);
}

}  // namespace mien::fleet
