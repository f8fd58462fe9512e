#pragma once
/// \file The manifest's text to entries.

#include <string>
#include <string_view>
#include <vector>

#include "infer/models.h"

namespace mien::infer {

/// Entries of a manifest (models/manifest.yaml shows every key). Strict: unknown and repeated keys,
/// wrong types, values out of range, names that could leave the cache folder and two entries of one
/// name are refused. Throws Error(model) with "`file`:line" as its place.
std::vector<ModelEntry> parse_manifest(const std::string& text, const std::string& file);

}  // namespace mien::infer
