#pragma once
/// \file A camera's section as JSON, read by the same tables as that of a file.

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "mien/config.h"

namespace mien::config {

/// One camera's section (a JSON object), by the rules of a file's, and stricter, for JSON tells
/// them apart: text is a string, and nothing is null. Nothing stands for a secret of the
/// environment. `contents`: those that it may name; empty: any. Throws Error(usage) with the key as
/// where: "camera 'NAME', detect.fps".
CameraConfig camera_of_section(const std::string& name, const nlohmann::ordered_json& section,
                               const std::map<std::string, ContentConfig>& contents);

}  // namespace mien::config
