#include "fleet/acceptable.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mien/error.h"

#include "base/json.h"
#include "base/one_line.h"
#include "config/cameras.h"
#include "config/config_addresses.h"
#include "config/config_words.h"
#include "serve/answers_json.h"
#include "serve/config_desk.h"

namespace mien::fleet {

namespace {

/// Those that section_json writes: whatever else a file may say of a camera (by_api, time_in_name)
/// no words would tell the administrator.
constexpr std::string_view kProposable[] = {"detect",  "transport", "sleep", "screen", "purpose",
                                            "content", "zones",     "masks", "staff"};
constexpr std::size_t kLongestKey = 60;

/// A database keeps keys in an order of its own.
nlohmann::json unordered(const std::string& text) {
  return nlohmann::json::parse(text, nullptr, false);
}

[[noreturn]] void refuse_change(const std::string& where, const char* what, const char* remedy) {
  throw Error(ErrorKind::usage, where, what, remedy);
}

bool one_lined(const std::string& text) { return one_line(text, text.size()) == text; }

/// Keys and texts at any depth (parse_json lets none be deep).
bool one_lined(const Json& section) {
  const Json flat = section.flatten();
  return std::ranges::all_of(flat.items(), [](const auto& item) {
    return one_lined(item.key()) &&
           (!item.value().is_string() || one_lined(item.value().template get<std::string>()));
  });
}

}  // namespace

void check_proposable(const std::string& camera, const std::string& text) {
  const std::string where = "camera '" + camera + "'";
  const Json section = parse_json(text);
  if (!section.is_object())
    refuse_change(where, "the proposal is not a section of a camera", "decline it");
  if (!config::keeps_addresses(text, camera))
    refuse_change(where, "the proposal names an address", "decline it: addresses are the store's");
  if (!one_lined(section))
    refuse_change(where, "the proposal has a control character", "decline it");
  for (const auto& [key, value] : section.items())
    if (std::ranges::find(kProposable, key) == std::end(kProposable))
      refuse_change(where + ", " + one_line(key, kLongestKey), "a hub may not propose this key",
                    "decline it");
}

// What is so already is no change, however old: after a decision that the hub did not hear of.
std::vector<std::string> acceptable(const RunConfig& config, const Proposal& proposal) {
  const std::string where = "camera '" + proposal.camera + "'";
  const CameraConfig* before = config::camera_named(config, proposal.camera);
  if (!before) refuse_change(where, "is not in the configuration", "decline the proposal");
  check_proposable(proposal.camera, proposal.section);
  const auto after = serve::camera_of_json(proposal.camera, proposal.section, config);
  if (after == *before) return {"nothing"};
  if (unordered(proposal.base) != unordered(text_of(serve::section_json(*before))))
    refuse_change(where, "has changed since this was proposed",
                  "decline it; the hub may propose anew");
  return config::camera_words(before, &after);
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
