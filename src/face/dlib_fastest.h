#pragma once
/// \file Which build of dlib is the fastest here: measured once, then remembered.

#include <filesystem>
#include <span>
#include <string>

#include "face/dlib_builds.h"

namespace mien::face {

/// The one of `builds` (at least one) whose HOG takes the least CPU time for a small picture; about
/// 0.3 s. `key`: what the answer depends on; it is kept in the file `memory`, where another process
/// of the same machine reads it instead of measuring, and waits for one that measures right now. A
/// folder that cannot be written costs time alone; empty: nothing is remembered. Thread-safe.
const ChosenDlib& fastest_dlib(std::span<const ChosenDlib> builds, const std::string& key,
                               const std::filesystem::path& memory);

}  // namespace mien::face
