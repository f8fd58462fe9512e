#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/sha256.h"
#include "base/text.h"
#include "infer/files.h"
#include "infer/manifest.h"
#include "infer/models.h"
#include "infer/own_models.h"
#include "infer/package.h"

namespace mien::infer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kManifestLimit = std::size_t{1} << 20;
constexpr std::size_t kAddedLimit = std::size_t{1} << 30;

/// How to get the file anew.
std::string remedy_for(const ModelEntry& entry) {
  if (entry.origin.own)
    return fmt::format("it is one of your own: `mien models remove {}`, then add it again",
                       entry.name);
  if (entry.origin.shipped)
    return fmt::format("it is part of mien: install mien again, or `mien models add {} --file {}`",
                       entry.name, entry.file);
  const std::string pull = fmt::format("get it with `mien models pull {}`", entry.name);
  if (entry.origin.url.empty()) return pull;
  return fmt::format("{}, or fetch {} and then `mien models add {} --file {}`", pull,
                     entry.origin.url, entry.name, entry.file);
}

bool is_fetchable(const ModelEntry& entry) {
  return !entry.origin.package.empty() || !entry.origin.url.empty();
}

bool is_file(const fs::path& file) {
  std::error_code failed;
  return fs::is_regular_file(file, failed);
}

}  // namespace

std::string doubled_remedy(std::string_view name) {
  return fmt::format("`mien models remove {}`, then add it by another name", name);
}

ModelStore::ModelStore(ModelStorePaths paths) : paths_(std::move(paths)) {
  const auto bytes = read_file(paths_.manifest, kManifestLimit);
  if (!bytes)
    throw Error(ErrorKind::model, paths_.manifest.string(), "the manifest of models cannot be read",
                "it comes with mien as models/manifest.yaml");
  entries_ = parse_manifest({bytes->begin(), bytes->end()}, paths_.manifest.string());
  if (paths_.own.empty()) return;
  for (ModelEntry& entry : OwnModels(paths_.own).entries()) {
    auto& those = std::ranges::find(entries_, entry.name, &ModelEntry::name) == entries_.end()
                      ? entries_
                      : doubled_;
    those.push_back(std::move(entry));
  }
}

const ModelEntry& ModelStore::find(std::string_view name) const {
  if (std::ranges::find(doubled_, name, &ModelEntry::name) != doubled_.end())
    throw Error(ErrorKind::model, own_manifest(paths_.own).string(),
                fmt::format("'{}' is the name of one of mien's models, too", name),
                doubled_remedy(name));
  const auto found = std::ranges::find(entries_, name, &ModelEntry::name);
  if (found != entries_.end()) return *found;
  std::vector<std::string> names;
  for (const auto& entry : entries_) names.push_back(entry.name);
  throw Error(ErrorKind::usage, "models", fmt::format("no model is called '{}'", name),
              did_you_mean(name, names));
}

std::vector<const ModelEntry*> ModelStore::with_needed(const ModelEntry& entry) const {
  std::vector<const ModelEntry*> all{&entry};
  for (const std::string& name : entry.needs) all.push_back(&find(name));
  return all;
}

fs::path ModelStore::path_of(const ModelEntry& entry) const {
  if (entry.origin.own) return paths_.own / entry.file;
  const fs::path cached = dir() / entry.file;
  if (!entry.origin.shipped) return cached;
  const fs::path beside = paths_.manifest.parent_path() / entry.file;
  const bool wanted = is_file(beside) && sha256_of_file(beside) == entry.sha256;
  return wanted || !is_file(cached) ? beside : cached;
}

ModelStore::State ModelStore::verify(const ModelEntry& entry) const {
  const fs::path file = path_of(entry);
  if (!is_file(file)) return State::missing;
  return sha256_of_file(file) == entry.sha256 ? State::ok : State::mismatch;
}

fs::path ModelStore::locate(const ModelEntry& entry) const {
  const fs::path file = path_of(entry);
  if (!is_file(file) && may_fetch() && is_fetchable(entry)) pull(entry, paths_.fetching);
  if (!is_file(file))
    throw Error(ErrorKind::model, entry.name, file.string() + " is missing", remedy_for(entry));
  if (const std::string got = sha256_of_file(file); got != entry.sha256)
    throw mismatch(entry, file, got, remedy_for(entry));
  return file;
}

void ModelStore::fetch_missing(std::span<const ModelEntry* const> entries) const {
  if (!may_fetch()) return;
  std::vector<const ModelEntry*> missing;
  for (const ModelEntry* entry : entries)
    if (!is_file(path_of(*entry))) missing.push_back(entry);
  if (!missing.empty()) pull_all(*this, missing, paths_.fetching);
}

void ModelStore::pull(const ModelEntry& entry, const PullProgress& progress) const {
  const ModelEntry* one = &entry;
  pull_all(*this, {&one, 1}, progress);
}

void ModelStore::add(std::string_view name, const fs::path& file) const {
  const ModelEntry& entry = find(name);
  if (entry.origin.own)
    throw Error(ErrorKind::usage, entry.name, "is one of your own models, and added already",
                fmt::format("to replace it: `mien models remove {}` first", entry.name));
  const auto bytes = read_file(file, kAddedLimit);
  if (!bytes)
    throw Error(ErrorKind::input, file.string(), "cannot be read as a file",
                "check the path and the permissions");
  if (const std::string got = sha256_of_bytes(*bytes); got != entry.sha256)
    throw mismatch(entry, file, got,
                   entry.origin.url.empty() ? "use the file that the list of models describes"
                                            : "use the one of " + entry.origin.url);
  write_atomically(dir() / entry.file, {*bytes});
}

}  // namespace mien::infer
