#pragma once
/// \file The page that a run, a bench and the other studies leave: the room's one way in.

#include <filesystem>
#include <string>
#include <vector>

namespace mien::report {

/// One self-contained page from the folders that `run` left. Returns the page's text.
/// Throws Error(input) for a folder without results.
std::string report_html(const std::vector<std::filesystem::path>& folders);

}  // namespace mien::report
