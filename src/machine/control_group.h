#pragma once
/// \file What this process's control groups grant.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace mien::machine {

/// The limits of a process's groups and of all above them, in version 2 of the kernel's control
/// groups and in version 1. Nothing where there is no limit, or none can be read. Thread-safe.
class ControlGroup {
 public:
  /// `root`: where proc and sys are; another folder in tests.
  explicit ControlGroup(std::filesystem::path root = "/") : root_(std::move(root)) {}

  std::optional<std::int64_t> memory_limit() const;  ///< bytes
  std::optional<std::int64_t> memory_left() const;   ///< of it, ≥ 0
  std::optional<double> cpus() const;                ///< of the quota

 private:
  std::vector<std::filesystem::path> folders(std::string_view controller) const;

  const std::filesystem::path root_;
};

/// Bytes of memory that this process may use: the machine's, or its groups' limit if that is less.
std::int64_t usable_memory();

}  // namespace mien::machine
