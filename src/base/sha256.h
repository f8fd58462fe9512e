#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace mien {

/// SHA-256 of a file as 64 lower-case hex digits. Throws Error(input) where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);

std::string sha256_of_text(std::string_view text);

/// What tells recordings apart, whatever their names, places and times: SHA-256 over the size of
/// each file and its first, middle and last MiB (docs/adr/0013), as 64 hex digits. Throws
/// Error(input) where a file cannot be read.
std::string content_id(std::span<const std::filesystem::path> files);

}  // namespace mien
