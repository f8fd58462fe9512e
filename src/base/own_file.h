#pragma once
/// \file Where this code lies, and what lies beside it.

#include <filesystem>
#include <vector>

namespace mien {

/// The file that this code was loaded from: a shared library, or the program that has it inside.
std::filesystem::path own_file();

/// Where modules that are loaded when they are needed may lie (dlib's builds, MPI): beside the
/// library or in mien/ beside it, installed beside the program's folder, or above it in a build
/// tree.
std::vector<std::filesystem::path> module_folders();

}  // namespace mien
