#pragma once
/// \file The page that a run, a bench and the other studies leave: the room's one way in.

#include <filesystem>
#include <string>
#include <vector>

namespace mien::report {

/// One self-contained page from what the commands left in these folders; what `run` left in several
/// is pooled, and so are several runs into one. Returns the page's text. Throws Error(input) for a
/// folder without results.
std::string report_html(const std::vector<std::filesystem::path>& folders);

}  // namespace mien::report
