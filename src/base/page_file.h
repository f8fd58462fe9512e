#pragma once
#include <filesystem>

namespace mien {

/// Does the file begin as a page of HTML does?
bool begins_as_page(const std::filesystem::path& file);

/// A page may take the place of a page, and of a file in which nothing is: throws Error(usage)
/// where `file` is another one, before anything is written.
void check_is_page(const std::filesystem::path& file);

}  // namespace mien
