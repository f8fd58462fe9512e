#include "recorded/recording_files.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <glob.h>

#include "mien/error.h"

#include "base/url.h"
#include "video/images.h"

namespace mien::recorded {

namespace {

namespace fs = std::filesystem;

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

/// A path that is there is no pattern, whatever signs its name has.
bool is_pattern(const std::string& input) {
  std::error_code ignored;
  return input.find_first_of("*?[") != std::string::npos && !fs::exists(input, ignored) &&
         input_kind(input) == InputKind::path;
}

std::vector<std::string> matches_of(const std::string& pattern) {
  glob_t found{};
  const int failed = ::glob(pattern.c_str(), 0, nullptr, &found);
  std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  if (failed != 0 || paths.empty())
    throw Error(ErrorKind::input, pattern, "no file matches this pattern",
                "check the folder; `ls " + pattern + "` shows what matches");
  return paths;
}

/// Is `file` a recording? What is none is told, pictures that recorders leave beside them too.
void take(const std::string& file, const std::string& shown, RecordingFiles& found) {
  try {
    if (video::is_clip(file)) {
      found.files.push_back(file);
    } else {
      found.passed_over.push_back({shown, "not a recording of a supported kind"});
    }
  } catch (const Error& error) {
    found.passed_over.push_back({shown, error.reason()});
  }
}

bool holds_pictures(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    std::error_code ignored;
    if (video::is_hidden(name) || !entry.is_regular_file(ignored)) continue;
    const std::string path = entry.path().string();
    try {
      if (!video::is_clip(path) && (video::has_image_name(name) || video::is_still_picture(path)))
        return true;
    } catch (const Error&) {
      if (video::has_image_name(name)) return true;  // damaged: told where the folder is read
    }
  }
  return false;
}

/// Why a subfolder is not read; empty where it is.
std::string why_not_entered(const fs::directory_entry& folder, std::set<fs::path>& known) {
  std::error_code failed;
  const fs::path place = fs::canonical(folder.path(), failed);
  if (!failed) (void)fs::directory_iterator(place, failed);
  if (failed) return "a folder that cannot be read: " + failed.message();
  return known.insert(place).second ? "" : "a folder that is read by another path";
}

/// Linked subfolders too; one that two paths lead to, or a link to a folder around it, is read
/// once.
void take_folder(const fs::path& folder, RecordingFiles& found) {
  std::set<fs::path> known{fs::canonical(folder)};
  const auto with_links = fs::directory_options::follow_directory_symlink;
  for (auto entry = fs::recursive_directory_iterator(folder, with_links);
       entry != fs::recursive_directory_iterator(); ++entry) {
    std::error_code none;  // what cannot be looked at is neither
    const bool is_own_folder = entry->is_directory(none);
    if (video::is_hidden(entry->path().filename().string())) {
      if (is_own_folder) entry.disable_recursion_pending();
      continue;
    }
    const std::string shown = entry->path().lexically_relative(folder).string();
    if (is_own_folder) {
      if (std::string why = why_not_entered(*entry, known); !why.empty()) {
        entry.disable_recursion_pending();
        found.passed_over.push_back({shown, std::move(why)});
      }
      continue;
    }
    if (entry->is_regular_file(none))
      take(entry->path().string(), shown, found);
    else
      found.passed_over.push_back({shown, "not a regular file"});
  }
}

void sort(RecordingFiles& found) {
  std::ranges::sort(found.files, video::natural_less);
  std::ranges::sort(found.passed_over, video::natural_less, &PassedOver::file);
}

}  // namespace

std::optional<RecordingFiles> recording_files(const std::string& input) {
  RecordingFiles found;
  try {
    if (is_pattern(input)) {
      for (const std::string& path : matches_of(input))
        if (is_folder(path))
          take_folder(path, found);
        else
          take(path, path, found);
      if (found.files.empty())
        throw Error(ErrorKind::input, input, "no file that matches this pattern is a recording",
                    "name video files or folders of them");
    } else if (!is_folder(input) || holds_pictures(input)) {
      return std::nullopt;
    } else {
      take_folder(input, found);
      if (found.files.empty()) return std::nullopt;
    }
  } catch (const fs::filesystem_error& e) {
    throw Error(ErrorKind::input, input, "cannot be read: " + e.code().message(),
                "check its permissions");
  }
  sort(found);
  return found;
}

}  // namespace mien::recorded
