#pragma once
/// \file Files that were not read, for people.

#include <span>
#include <string>
#include <vector>

#include "mien/summary.h"

namespace mien {

/// A line for each reason, with how many files it keeps out and the first names: "3 files passed
/// over (a.heic, b.heic and 1 more): a HEIC picture, …".
std::vector<std::string> in_words(std::span<const PassedOver> files);

}  // namespace mien
