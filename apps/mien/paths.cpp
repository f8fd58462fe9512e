#include "paths.h"

#include <cstdlib>

#include <fmt/format.h>

mien::ModelStorePaths model_paths(const std::string& cache, const std::string& own, bool offline) {
  mien::Environment environment;
  for (const char* name : {"MIEN_MANIFEST", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME"})
    if (const char* value = std::getenv(name)) environment[name] = value;
  if (!cache.empty()) environment.try_emplace("HOME", cache);  // not needed for a cache any more
  mien::ModelStorePaths paths = mien::default_models(environment);
  if (!cache.empty()) paths.dir = cache;
  if (!own.empty()) paths.own = own;
  if (!offline)
    paths.fetching = [](const std::string& words) { fmt::print(stderr, "mien: {}\n", words); };
  return paths;
}
