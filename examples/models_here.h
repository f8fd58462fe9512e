#pragma once
// Where the examples find their models: as the program does. The library itself reads no
// environment.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "mien/models.h"

inline mien::ModelStorePaths models_here() {
  mien::Environment environment;
  for (const char* name : {"MIEN_MANIFEST", "MIEN_MODELS_DIR", "MIEN_OWN_MODELS", "XDG_CACHE_HOME",
                           "XDG_DATA_HOME", "HOME"})
    if (const char* value = std::getenv(name)) environment[name] = value;
  mien::ModelStorePaths paths = mien::default_models(environment);
  paths.fetching = [](const std::string& words) { std::fprintf(stderr, "%s\n", words.c_str()); };
  return paths;
}
