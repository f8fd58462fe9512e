#include "base/page_file.h"

#include <fstream>
#include <string>
#include <system_error>

#include "mien/error.h"

#include "base/letter_case.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPageBegin = 1024;  ///< bytes in which a page says that it is one

}  // namespace

/// As every writer of pages begins one, whatever its case, behind a byte order mark and blanks.
bool begins_as_page(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string begin(kPageBegin, '\0');
  stream.read(begin.data(), std::ssize(begin));
  begin.resize(static_cast<std::size_t>(stream.gcount()));
  if (begin.starts_with("\xEF\xBB\xBF")) begin.erase(0, 3);
  begin.erase(0, begin.find_first_not_of(" \t\r\n"));
  begin = in_small_letters(begin);
  return begin.starts_with("<!doctype html") || begin.starts_with("<html");
}

void check_is_page(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored) || fs::file_size(file, ignored) == 0) return;
  if (!begins_as_page(file))
    throw Error(ErrorKind::usage, file.string(),
                "already exists and is not an HTML page: mien will not overwrite it",
                "choose another file for the page, or move this one away");
}

}  // namespace mien
