#pragma once
/// \file Models: where they lie, which there are, and how missing ones are fetched.

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "mien/export.h"

namespace mien {

/// Where models lie: `dir` is the cache that `mien models pull` fills.
struct ModelStorePaths {
  std::filesystem::path manifest, dir;
  /// A model that is missing is fetched when it is first needed, and this is told of it in words
  /// ("retinaface: fetching …"), from the thread that needs it. Empty: nothing is ever fetched, and
  /// a missing model is an Error(model) that says how to get it.
  std::function<void(const std::string& words)> fetching;
  /// Folder of one's own models and their manifest (`mien models add`); empty: none.
  std::filesystem::path own;
};

/// Variables of the environment that the caller wants to be heeded. The library reads none itself.
using Environment = std::map<std::string, std::string>;

/// The installed manifest (beside this library: ../share/mien; in a build tree: models/ of a folder
/// above) and the user's cache (~/.cache/mien/models, which `mien models pull` fills too). Heeded
/// of `environment`: MIEN_MANIFEST, MIEN_MODELS_DIR, MIEN_OWN_MODELS, else XDG_CACHE_HOME and
/// XDG_DATA_HOME (of one's own models), else HOME; without it, the home folder that the system's
/// list of users has. Fetches nothing until `fetching` is set. Throws Error(model) where there is
/// no manifest, Error(usage) where a cache is not named and the user has no home folder either.
MIEN_API ModelStorePaths default_models(const Environment& environment = {});

enum class ModelState { ok, missing, mismatch };

/// One that the manifest names.
struct ModelListing {
  std::string name, kind;  ///< kind: "detector", "emotion", "footage", "library"
  std::string licence, note;
  std::filesystem::path file;  ///< where it is, or would be
  ModelState state = ModelState::missing;
};

/// All of them, in the manifest's order; each file that is there is hashed. Throws Error(model).
MIEN_API std::vector<ModelListing> list_models(const ModelStorePaths& paths);

/// Fetches those that are missing, by pinned hash; `progress` is told of each step in words. Throws
/// Error(usage) for an unknown name, Error(model) where it cannot be had, with what to do by hand.
MIEN_API void pull_models(const ModelStorePaths& paths, std::span<const std::string> names,
                          const std::function<void(const std::string&)>& progress = {});

/// Takes a file for the model `name` of the manifest, whose hash it must have.
MIEN_API void add_model(const ModelStorePaths& paths, const std::string& name,
                        const std::filesystem::path& file);

/// Adds one's own detector or expression model to `paths.own`, and tries it first, by an inference
/// for each shape of picture. `entry`: keys of models/manifest.yaml, a line each, but file, sha256,
/// origin, needs, also, bias and quantised. A configuration can name it then. Throws Error(usage)
/// where the name is taken or `paths.own` is empty, Error(model) where `entry` is wrong or the
/// network does not fit it, Error(input) where `file` cannot be read, Error(output) where the
/// folder cannot be written.
MIEN_API void add_own_model(const ModelStorePaths& paths, const std::string& entry,
                            const std::filesystem::path& file);

}  // namespace mien
