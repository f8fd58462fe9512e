// best.yaml: one table per section, as in config.cpp.
#include "config/profile_file.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "mien/error.h"

#include "config/config_tuning.h"
#include "config/unused_keys.h"
#include "machine/machine.h"

namespace mien::config {

namespace {

using Machine = std::map<std::string, std::string>;

constexpr std::size_t kLargestProfile = 256 << 10;
const std::string kProfilePrecisions[] = {"auto", "f32", "bf16", "int8"};
const std::string kProfileColors[] = {"gray", "rgb"};
/// Settings of threading runtimes; a profile is no way to slip other variables into a process.
constexpr const char* kVariables[] = {"OMP_", "KMP_", "MKL_", "OPENBLAS_", "GOMP_"};

template <class Target>
using Field = ConfigKey<Target>;

constexpr Field<Machine> kMachineKeys[] = {
    {"model", [](const ConfigReader& r, const YamlNode& n, Machine& w) { w["model"] = r.text(n); }},
    {"cores", [](const ConfigReader& r, const YamlNode& n, Machine& w) { w["cores"] = r.text(n); }},
    {"instruction_sets", [](const ConfigReader& r, const YamlNode& n,
                            Machine& w) { w["instruction_sets"] = r.text(n); }},
};

constexpr Field<RunConfig> kRunKeys[] = {
    {"approach",
     [](const ConfigReader& r, const YamlNode& n, RunConfig& c) { c.approach = r.filled_text(n); }},
    {"detector",
     [](const ConfigReader& r, const YamlNode& n, RunConfig& c) { c.detector = r.filled_text(n); }},
    {"precision",
     [](const ConfigReader& r, const YamlNode& n, RunConfig& c) {
       c.precision = *precision_named(r.choice(n, kProfilePrecisions));
     }},
    {"width", [](const ConfigReader& r, const YamlNode& n,
                 RunConfig& c) { c.width = r.integer(n, limits::kWidth); }},
    {"upsample",
     [](const ConfigReader& r, const YamlNode& n, RunConfig& c) {
       c.upsample = r.integer(n, Limit<int>{-1, limits::kUpsample.high});
     }},
    {"color", [](const ConfigReader& r, const YamlNode& n,
                 RunConfig& c) { c.color = r.choice(n, kProfileColors); }},
    {"build",
     [](const ConfigReader& r, const YamlNode& n, RunConfig& c) { c.build = r.filled_text(n); }},
    {"blas",
     [](const ConfigReader& r, const YamlNode& n, RunConfig& c) { c.blas = r.filled_text(n); }},
    {"detect_fps", [](const ConfigReader& r, const YamlNode& n,
                      RunConfig& c) { c.detect_fps = r.number(n, limits::kDetectFps); }},
    {"workers", [](const ConfigReader& r, const YamlNode& n,
                   RunConfig& c) { c.workers = r.integer(n, limits::kWorkers); }},
};

void read_environment(const ConfigReader& reader, const YamlNode& node, Profile& profile) {
  for (const YamlEntry& entry : reader.entries(node, "environment")) {
    const bool known = std::ranges::any_of(
        kVariables, [&](const char* prefix) { return entry.key.starts_with(prefix); });
    if (!known)
      reader.fail(entry.line, fmt::format("variable '{}' does not set threads", entry.key),
                  "only OMP_, KMP_, MKL_, OPENBLAS_ and GOMP_ variables are allowed");
    profile.environment[entry.key] = reader.text(entry.value);
  }
}

constexpr Field<Profile> kProfileKeys[] = {
    {"machine", [](const ConfigReader& r, const YamlNode& n,
                   Profile& p) { r.section(n, "machine", kMachineKeys, p.machine); }},
    {"run", [](const ConfigReader& r, const YamlNode& n,
               Profile& p) { r.section(n, "run", kRunKeys, p.run); }},
    {"tuning",
     [](const ConfigReader& r, const YamlNode& n, Profile& p) { read_tuning(r, n, p.run.tuning); }},
    {"demand",
     [](const ConfigReader& r, const YamlNode& n, Profile& p) { read_demand(r, n, p.run.demand); }},
    {"environment", read_environment},
};

std::string as_yaml(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string differences(const Machine& there, const Machine& here) {
  std::string words;
  for (const auto& [key, value] : here) {
    const auto found = there.find(key);
    const std::string other = found == there.end() ? "nothing" : "'" + found->second + "'";
    if (found != there.end() && found->second == value) continue;
    words += fmt::format("{}{}: {} there, '{}' here", words.empty() ? "" : "; ", key, other, value);
  }
  return words;
}

// What holds anywhere stays (approach, detector, width, rate); what was measured for that CPU goes.
void adapt(RunConfig& config) {
  config.workers = 0;
  config.precision = Precision::automatic;
  if (!config.build.empty()) config.build = "auto";
  config.tuning.streams = 0;
}

constexpr std::pair<const char*, OnDemand DemandConfig::*> kDemandMembers[] = {
    {"read", &DemandConfig::read},
    {"search", &DemandConfig::search},
    {"decode", &DemandConfig::decode}};

// Its file has the key; of a profile without a file, its value is not the default.
bool names_demand(const RunConfig& run, const char* key, OnDemand DemandConfig::*member) {
  const std::vector<std::string> whole{"demand", key};
  return std::ranges::find(run.keys, whole) != run.keys.end() ||
         run.demand.*member != DemandConfig().*member;
}

}  // namespace

std::map<std::string, std::string> machine_fingerprint() {
  Machine words;
  for (const auto& [label, value] : machine::machine_table()) {
    if (label == "Model name") words["model"] = value;
    if (label == "Usable cores") words["cores"] = value;
    if (label == "Instruction sets") words["instruction_sets"] = value;
  }
  return words;
}

Profile parse_profile(const std::string& text, const std::string& file) {
  const YamlNode root = parse_yaml(text, file);
  const Machine no_environment;
  const ConfigReader reader(file, no_environment);
  Profile profile{.file = file};
  reader.section(root, "the profile", kProfileKeys, profile);
  for (const YamlEntry& entry : root.entries)
    add_keys(entry.value, entry.key == "run" ? std::vector<std::string>() : std::vector{entry.key},
             profile.run.keys);
  return profile;
}

Profile load_profile(const std::filesystem::path& file) {
  return parse_profile(
      small_text(file, kLargestProfile, "the profile", "mien tune INPUT -o best.yaml makes one"),
      file.string());
}

std::string apply_profile(const Profile& profile, bool force, RunConfig& config) {
  return apply_profile(profile, force, machine_fingerprint(), config);
}

std::string apply_profile(const Profile& profile, bool force, const Machine& here,
                          RunConfig& config) {
  const std::string other = differences(profile.machine, here);
  if (!other.empty() && !force)
    throw Error(ErrorKind::usage, profile.file, "was tuned on another machine: " + other,
                "run mien tune here, or adapt it with --force");
  RunConfig chosen = profile.run;
  if (!other.empty()) adapt(chosen);
  config.approach = chosen.approach;
  config.detector = chosen.detector;
  config.precision = chosen.precision;
  config.width = chosen.width;
  config.upsample = chosen.upsample;
  config.color = chosen.color;
  config.build = chosen.build;
  config.blas = chosen.blas;
  config.detect_fps = chosen.detect_fps;
  config.workers = chosen.workers;
  config.tuning = chosen.tuning;
  for (const auto& [key, member] : kDemandMembers)
    if (names_demand(chosen, key, member)) config.demand.*member = chosen.demand.*member;
  if (other.empty()) return {};
  return fmt::format(
      "{} was tuned on another machine ({}); adapted: one worker per core, precision for this CPU",
      profile.file, other);
}

std::string profile_text(const Profile& profile, const std::string& evidence) {
  std::string text;
  std::istringstream lines(evidence);
  for (std::string line; std::getline(lines, line);)
    text += line.empty() ? "#\n" : "# " + line + "\n";
  text += "machine:\n";
  for (const auto& [key, value] : profile.machine)
    text += fmt::format("  {}: {}\n", key, as_yaml(value));
  const RunConfig& run = profile.run;
  text += fmt::format("run:\n  approach: {}\n  precision: {}\n  width: {}\n", run.approach,
                      name_of(run.precision), run.width);
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {}: {}\n", key, value);
  };
  add("detector", run.detector);
  add("color", run.color);
  add("build", run.build);
  add("blas", run.blas);
  if (run.upsample >= 0) add("upsample", std::to_string(run.upsample));
  text += fmt::format("  detect_fps: {}\n  workers: {}\n", run.detect_fps, run.workers);
  const Tuning& tuning = run.tuning;
  text += fmt::format(
      "tuning:\n  pin: {}\n  huge_pages: {}\n  prefetch: {}\n  streams: {}\n  batch: {}\n"
      "  blas_threads: {}\n  skip_loop_filter: {}\n  skip_frames: {}\n",
      name_of(tuning.pin), tuning.huge_pages, tuning.prefetch, tuning.streams, tuning.batch,
      tuning.blas_threads, tuning.skip_loop_filter, tuning.skip_frames);
  if (std::ranges::any_of(kDemandMembers, [&](const auto& one) {
        return names_demand(run, one.first, one.second);
      }))
    text +=
        fmt::format("demand:\n  read: {}\n  search: {}\n  decode: {}\n", name_of(run.demand.read),
                    name_of(run.demand.search), name_of(run.demand.decode));
  if (profile.environment.empty()) return text;
  text += "environment:\n";
  for (const auto& [name, value] : profile.environment)
    text += fmt::format("  {}: {}\n", name, as_yaml(value));
  return text;
}

}  // namespace mien::config
