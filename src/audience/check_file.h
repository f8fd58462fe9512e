#pragma once
/// \file Is mien.db sound, and what is in it?

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"

namespace mien::audience {

struct FileFindings {
  std::int64_t schema = 0;
  std::vector<std::string> problems;                           ///< in words; none: it is sound
  std::vector<std::pair<std::string, std::int64_t>> rows;      ///< by table
  std::vector<std::pair<std::string, std::int64_t>> settings;  ///< what it was told last
  std::optional<WallTime> believed;                            ///< Store::mind_clock
  bool clock_doubtful = false;
  std::int64_t ahead = 0;  ///< rows dated more than a day after `now`
};

/// Reads the whole file: pages, links between tables, sums against their rows. Changes nothing, and
/// may be called while others write. Throws Error(output) where it is no database of mien's, or
/// cannot be read; what is damaged is a finding.
FileFindings check_file(const std::filesystem::path& file, WallTime now);

}  // namespace mien::audience
