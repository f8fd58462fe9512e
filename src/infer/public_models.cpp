/// mien/models.h: the model store as an embedding program sees it.

#include <vector>

#include <pwd.h>
#include <unistd.h>

#include "mien/error.h"
#include "mien/models.h"

#include "base/own_file.h"
#include "infer/models.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

std::string value_of(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

/// Installed, share/mien lies beside lib, lib/TRIPLET or bin, and beside the Python module's file;
/// in a build tree, models/ in a folder above.
fs::path find_manifest() {
  for (fs::path folder = own_file().parent_path(); folder.has_relative_path();
       folder = folder.parent_path()) {
    std::error_code failed;
    for (const char* place : {"share/mien/manifest.yaml", "models/manifest.yaml"})
      if (fs::is_regular_file(folder / place, failed)) return folder / place;
  }
  throw Error(ErrorKind::model, "manifest.yaml",
              "the list of models is not installed beside the program",
              "install with cmake --install, or set MIEN_MANIFEST");
}

std::string home(const Environment& environment) {
  const std::string named = value_of(environment, "HOME");
  if (!named.empty()) return named;
  passwd entry{}, *found = nullptr;
  std::vector<char> buffer(16384);
  getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found);
  return found && found->pw_dir ? found->pw_dir : "";
}

fs::path cache_folder(const Environment& environment) {
  const std::string named = value_of(environment, "MIEN_MODELS_DIR");
  if (!named.empty()) return named;
  const std::string cache = value_of(environment, "XDG_CACHE_HOME");
  if (!cache.empty()) return fs::path(cache) / "mien/models";
  const std::string own = home(environment);
  if (!own.empty()) return fs::path(own) / ".cache/mien/models";
  throw Error(ErrorKind::usage, "models", "there is no home folder for the model cache",
              "name a folder for the models (--models DIR, ModelStorePaths::dir)");
}

/// Not in the cache: that may be emptied. None where there is no home: then none are known.
fs::path own_folder(const Environment& environment) {
  const std::string named = value_of(environment, "MIEN_OWN_MODELS");
  if (!named.empty()) return named;
  const std::string data = value_of(environment, "XDG_DATA_HOME");
  if (!data.empty()) return fs::path(data) / "mien/models";
  const std::string own = home(environment);
  return own.empty() ? fs::path() : fs::path(own) / ".local/share/mien/models";
}

ModelState state_of(infer::ModelStore::State state) {
  if (state == infer::ModelStore::State::ok) return ModelState::ok;
  return state == infer::ModelStore::State::missing ? ModelState::missing : ModelState::mismatch;
}

}  // namespace

ModelStorePaths default_models(const Environment& environment) {
  const std::string named = value_of(environment, "MIEN_MANIFEST");
  return {.manifest = named.empty() ? find_manifest() : fs::path(named),
          .dir = cache_folder(environment),
          .own = own_folder(environment)};
}

std::vector<ModelListing> list_models(const ModelStorePaths& paths) {
  const infer::ModelStore store(paths);
  std::vector<ModelListing> all;
  for (const infer::ModelEntry& entry : store.entries())
    all.push_back({entry.name, entry.kind, entry.licence, entry.note, store.path_of(entry),
                   state_of(store.verify(entry))});
  return all;
}

void pull_models(const ModelStorePaths& paths, std::span<const std::string> names,
                 const std::function<void(const std::string&)>& progress) {
  const infer::ModelStore store(paths);
  std::vector<const infer::ModelEntry*> entries;
  for (const std::string& name : names) entries.push_back(&store.find(name));
  infer::pull_all(store, entries, progress);
}

void add_model(const ModelStorePaths& paths, const std::string& name, const fs::path& file) {
  infer::ModelStore(paths).add(name, file);
}

}  // namespace mien
