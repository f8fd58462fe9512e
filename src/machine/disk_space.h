#pragma once
#include <filesystem>
#include <optional>

namespace mien {

/// Space where a file lies.
struct DiskSpace {
  double free_bytes = 0, size_bytes = 0;
};
/// nullopt: the system does not say.
std::optional<DiskSpace> disk_space(const std::filesystem::path& file);

}  // namespace mien
