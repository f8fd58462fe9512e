#pragma once
/// \file SHA-256, all of it that mien computes.

#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace mien {

using Sha256 = std::array<unsigned char, 32>;
Sha256 sha256_of(std::string_view bytes);
/// 64 lower-case hex digits.
std::string hex_of(const Sha256& digest);

/// SHA-256 of a file as 64 lower-case hex digits. Throws Error(input) where it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);

std::string sha256_of_text(std::string_view text);
std::string sha256_of_bytes(std::span<const unsigned char> bytes);

/// What tells recordings apart, whatever their names, places and times: SHA-256 over the size of
/// each file and its first, middle and last MiB (docs/adr/0013), as 64 hex digits. Throws
/// Error(input) where a file cannot be read.
std::string content_id(std::span<const std::filesystem::path> files);

}  // namespace mien
