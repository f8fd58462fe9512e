#pragma once
/// \file The manifest's text to entries.

#include <string>
#include <string_view>
#include <vector>

#include "infer/models.h"

namespace mien::infer {

/// Letters, digits, '.', '_' and '-', the first one a letter or a digit; at most 200.
bool is_model_name(std::string_view text);

/// Entries of a manifest (models/manifest.yaml shows every key). Strict: unknown and repeated keys,
/// wrong types, values out of range, names that could leave the cache folder and two entries of one
/// name are refused. Throws Error(model) with "`file`:line" as its place.
std::vector<ModelEntry> parse_manifest(const std::string& text, const std::string& file);

}  // namespace mien::infer
