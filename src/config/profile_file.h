#pragma once
/// \file best.yaml: the configuration that `mien tune` found, for `run` and `serve`.

#include <filesystem>
#include <map>
#include <string>

#include "mien/config.h"

namespace mien::config {

/// What a profile says, and of which machine.
struct Profile {
  std::string file;                            ///< for messages
  std::map<std::string, std::string> machine;  ///< as `machine_fingerprint`
  /// No cameras; what the file does not say is as by default. `keys` are those of `run` and of the
  /// other sections, as a configuration names them.
  RunConfig run;
  std::map<std::string, std::string> environment;  ///< OMP_…, KMP_… and their like only
};

/// What must be the same for a measured configuration to hold: "model", "cores",
/// "instruction_sets".
std::map<std::string, std::string> machine_fingerprint();

/// Sections machine, run, tuning, environment. Unknown keys, wrong types and impossible values
/// throw Error(usage) that names file, line and the nearest valid key.
Profile load_profile(const std::filesystem::path& file);
/// The same of a text; the entry point of the fuzzer.
Profile parse_profile(const std::string& text, const std::string& file);

/// Puts the profile's choices into a configuration (cameras, sinks and thresholds stay). A profile
/// of another machine throws Error(usage) with what differs; with `force` it is adapted: workers
/// one per core, precision chosen for this CPU, no dlib build that it may lack. Returns words on
/// what was adapted; empty where nothing was.
std::string apply_profile(const Profile& profile, bool force, RunConfig& config);
/// The same against another fingerprint than this machine's.
std::string apply_profile(const Profile& profile, bool force,
                          const std::map<std::string, std::string>& here, RunConfig& config);

/// The file's text, `evidence` (lines without "# ") in front as comments.
std::string profile_text(const Profile& profile, const std::string& evidence);

}  // namespace mien::config
