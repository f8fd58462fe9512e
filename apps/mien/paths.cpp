#include "paths.h"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "mien/error.h"

namespace fs = std::filesystem;

namespace {

fs::path find_manifest() {
  if (const char* named = std::getenv("MIEN_MANIFEST")) return named;
  const fs::path program = fs::read_symlink("/proc/self/exe");
  const fs::path installed = program.parent_path().parent_path() / "share/mien/manifest.yaml";
  if (fs::exists(installed)) return installed;
  for (fs::path folder = program.parent_path(); folder.has_relative_path();
       folder = folder.parent_path())
    if (fs::exists(folder / "models/manifest.yaml")) return folder / "models/manifest.yaml";
  throw mien::Error(mien::ErrorKind::model, "manifest.yaml",
                    "the list of models is not installed beside the program",
                    "install with cmake --install, or set MIEN_MANIFEST");
}

fs::path cache_folder() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache)
    return fs::path(cache) / "mien/models";
  if (const char* home = std::getenv("HOME"); home && *home)
    return fs::path(home) / ".cache/mien/models";
  throw mien::Error(mien::ErrorKind::usage, "--models",
                    "there is no home folder for the model cache", "set one with --models DIR");
}

/// Not in the cache: that may be emptied. None where there is no home: then none are known.
fs::path own_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data)
    return fs::path(data) / "mien/models";
  if (const char* home = std::getenv("HOME"); home && *home)
    return fs::path(home) / ".local/share/mien/models";
  return {};
}

}  // namespace

mien::ModelStorePaths model_paths(const std::string& cache, const std::string& own, bool offline) {
  mien::ModelStorePaths paths{find_manifest(), cache.empty() ? cache_folder() : fs::path(cache)};
  paths.own = own.empty() ? own_folder() : fs::path(own);
  if (!offline)
    paths.fetching = [](const std::string& words) { fmt::print(stderr, "mien: {}\n", words); };
  return paths;
}
