#pragma once
#include <filesystem>
#include <string>

namespace mien {

/// SHA-256 of a file as 64 lower-case hex digits. Throws Error(input) where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace mien
