#pragma once
/// \file A camera's section that leaves the camera's addresses as they are.

#include <string>

#include "mien/config.h"

#include "yaml/yaml.h"

namespace mien::config {

/// Does this section (JSON) name no address? Then those of the known camera stay. Throws
/// Error(usage) where it names that of the smaller stream alone.
bool keeps_addresses(const std::string& section, const std::string& camera);

/// `section` (JSON) with the addresses of `known`.
std::string with_addresses(const std::string& section, const CameraConfig& known);

/// With those that `config` has for this camera, where the section keeps them.
std::string with_known_addresses(const std::string& section, const RunConfig& config,
                                 const std::string& camera);

/// The same in the words of the file `root`: a secret stays {MIEN_NAME}.
void add_addresses(YamlNode& section, const YamlNode& root, const std::string& camera);

}  // namespace mien::config
