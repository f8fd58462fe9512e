#pragma once
/// \file The page that a run, a bench and the other studies leave: the room's one way in.

#include <filesystem>
#include <string>
#include <vector>

#include "base/time.h"

namespace mien::report {

struct PageOptions {
  std::vector<std::string> compare;  ///< two periods, contents or folders (comparison.h); or none
  UtcOffset clock;                   ///< of the store's days and hours; empty: UTC
};

/// One self-contained page from what the commands left in these folders; what `run` left in several
/// is pooled, and so are several runs into one. Returns the page's text. Throws Error(input) for a
/// folder without results.
std::string report_html(const std::vector<std::filesystem::path>& folders,
                        const PageOptions& options = {});

}  // namespace mien::report
