#pragma once
/// \file What `mien serve` is asked for on its command line, and what its server gets of that.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/profile_file.h"
#include "context.h"
#include "serve/service.h"

struct ServeArguments {
  std::string config, out, profile;
  int port = -1;
  std::string checked, fleet, hub;
  bool demo = false, force = false, hash_token = false, new_token = false;
};

/// Puts what the profile names in the place of the file's, as far as live cameras have it.
/// `starts`: may start the program anew, as take_profile does. Throws as apply_profile does.
void take_choices(const mien::config::Profile& profile, bool force, bool starts,
                  mien::RunConfig& config);

/// The server's configuration, at the start and with each reload: the file's, with the profile's
/// choices in their place, if there is one. May start the program anew, as take_profile does.
mien::serve::ServiceOptions options_of(const ServeArguments& arguments,
                                       const std::optional<mien::config::Profile>& profile,
                                       const AppContext& context,
                                       const std::filesystem::path& demo_folder);

/// What the files hold in vain, a line each.
std::vector<std::string> unused_lines(const ServeArguments& arguments,
                                      const std::optional<mien::config::Profile>& profile,
                                      const mien::RunConfig& config);
