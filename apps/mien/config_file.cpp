#include "config_file.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

#include <date/tz.h>
#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"
#include "environment.h"
#include "face/detectors.h"
#include "infer/models.h"
#include "recordings/approaches/approaches.h"

namespace {

/// "mien.yaml:4", and the text there.
using Place = std::pair<std::string, std::string>;
using Names = std::vector<std::string>;

/// Where the file has the key.
const Place* place_of(const mien::RunConfig& config, const std::string& key) {
  const auto found = config.places.find(key);
  return found == config.places.end() ? nullptr : &found->second;
}

[[noreturn]] void refuse(const Place& place, const char* what, const std::string& remedy) {
  throw mien::Error(mien::ErrorKind::usage, place.first,
                    fmt::format("there is no {} '{}'", what, place.second), remedy);
}

void check_name(const mien::RunConfig& config, const std::string& key, const std::string& name,
                const char* what, const Names& known) {
  const Place* place = place_of(config, key);
  if (place && std::ranges::find(known, name) == known.end())
    refuse(*place, what, mien::did_you_mean(place->second, known));
}

Names approach_names() {
  Names names{"auto"};
  for (const auto& kind : mien::recordings::approaches()) names.emplace_back(kind.name);
  return names;
}

void check_models(const mien::RunConfig& config, const mien::ModelStorePaths& models) {
  if (!place_of(config, "detector") && !place_of(config, "emotion")) return;
  const mien::infer::ModelStore store(models);
  Names detectors{"auto"}, emotions{"none"};
  for (std::string& name : mien::face::detector_names(store)) detectors.push_back(std::move(name));
  for (const mien::infer::ModelEntry& entry : store.entries())
    if (entry.kind == "emotion") emotions.push_back(entry.name);
  check_name(config, "detector", config.detector, "detector", detectors);
  check_name(config, "emotion", config.emotion, "emotion model", emotions);
}

/// The zone of this system that was meant. There are hundreds: they are looked through only where
/// there is none of the name.
std::optional<std::string> near_zone(const std::string& name) {
  Names names;
  for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
  return mien::nearest(name, names);
}

void check_time_zone(const mien::RunConfig& config) {
  const Place* place = place_of(config, "audience.time_zone");
  if (!place) return;
  try {
    (void)date::locate_zone(config.audience.time_zone);
  } catch (const std::runtime_error&) {
    const auto near = near_zone(place->second);
    refuse(*place, "time zone",
           near ? fmt::format("did you mean '{}'?", *near)
                : "write an IANA name such as Europe/Berlin, and install the package tzdata");
  }
}

}  // namespace

mien::RunConfig read_config_file(const std::string& file, const mien::ModelStorePaths* models) {
  mien::RunConfig config = mien::load_config(file, environment_map());
  check_name(config, "approach", config.approach, "approach", approach_names());
  check_time_zone(config);
  if (models) check_models(config, *models);
  return config;
}
