#include "database/stand_in.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include "base/database_name.h"
#include "base/sqlite_database.h"

namespace mien {

namespace {

namespace fs = std::filesystem;

constexpr const char* kParts[] = {"", "-wal", "-journal"};  // SQLite makes -shm anew
constexpr int kMostTries = 5;

bool writable(const fs::path& one) {
  struct stat facts {};
  return ::stat(one.c_str(), &facts) == 0 && (facts.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) != 0 &&
         ::access(one.c_str(), W_OK) == 0;
}

/// What changes with every write; zeros where there is no such file.
using Stamp = std::array<std::int64_t, 3>;

Stamp stamp_of(const fs::path& file) {
  struct stat facts {};
  if (::stat(file.c_str(), &facts) != 0) return {};
  return {facts.st_size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec};
}

std::vector<Stamp> stamps_of(const fs::path& database) {
  std::vector<Stamp> stamps;
  for (const char* part : kParts) stamps.push_back(stamp_of(database.string() + part));
  return stamps;
}

void copy_parts(const fs::path& database, const fs::path& to) {
  for (const char* part : kParts) {
    const fs::path from = database.string() + part, copy = to.string() + part;
    fs::remove(copy);
    std::error_code failed;
    fs::copy_file(from, copy, failed);
    if (failed == std::errc::no_such_file_or_directory) continue;  // its stamp tells, if it was
    if (failed) throw fs::filesystem_error("copy", from, failed);
    fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write);
  }
}

// As it was at one moment: again where somebody wrote meanwhile.
void copy_database(const fs::path& database, const fs::path& to) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    const auto before = stamps_of(database);
    copy_parts(database, to);
    if (stamps_of(database) == before) return;
  }
  throw Error(ErrorKind::output, database.string(),
              "another program keeps writing to it, and its folder is read-only here",
              "run mien backup where the folder is writable");
}

[[noreturn]] void fail_copy(const fs::path& database, const fs::filesystem_error& failed) {
  throw Error(ErrorKind::output, database.string(),
              "is read-only, and cannot be copied: " + failed.code().message(),
              "check permissions and free space, or set TMPDIR");
}

/// SQLite's file format: the last of these bytes says how it is to be read, and 2 is with a log.
bool has_log(const fs::path& database) {
  std::array<char, 20> header{};
  std::ifstream(database, std::ios::binary).read(header.data(), header.size());
  return header.back() == 2;
}

/// Whether SQLite would write beside it although it only reads: an index of its log, or back what a
/// transaction that was cut off had written.
bool needs_more_than_reading(const fs::path& database) {
  const auto lies_beside = [&](const char* part) { return fs::exists(database.string() + part); };
  if (lies_beside("-shm")) return false;  // somebody has it open: who may not write reads along
  return has_log(database) || lies_beside("-wal") || lies_beside("-journal");
}

/// What was cut off: whoever only reads cannot.
void take_back(const fs::path& database) try {
  if (fs::exists(database.string() + "-journal"))
    (void)Database(database, Database::Access::write).integer("PRAGMA schema_version");
} catch (const DatabaseError&) {  // whoever reads it says what is wrong
}

bool is_part_of_database(const fs::path& file) {
  return file.filename().string().starts_with(kDatabaseName);
}

}  // namespace

bool may_be_written(const fs::path& place) {
  std::error_code ignored;
  if (fs::is_directory(place, ignored)) return writable(place);
  const fs::path real = fs::weakly_canonical(place, ignored);  // a link's target has its own folder
  return writable(real) && writable(real.parent_path());
}

StandIns::StandIns(std::span<const fs::path> folders) : given_(folders.begin(), folders.end()) {
  for (const fs::path& folder : given_) {
    std::error_code ignored;
    const fs::path database = folder / kDatabaseName;
    const bool stands = !fs::is_regular_file(database, ignored) || may_be_written(database);
    folders_.push_back(stands ? folder : stand_in_for(folder));
  }
}

fs::path StandIns::stand_in_for(const fs::path& folder) try {
  if (!place_) place_ = std::make_unique<TemporaryFolder>();
  const fs::path real = fs::canonical(folder);
  const fs::path own = place_->path() / std::to_string(folders_.size()) / real.filename();
  fs::create_directories(own);
  for (const auto& entry : fs::directory_iterator(real))
    if (!is_part_of_database(entry.path()))
      fs::create_symlink(entry.path(), own / entry.path().filename());
  copy_database(fs::canonical(real / kDatabaseName), own / kDatabaseName);
  return own;
} catch (const fs::filesystem_error& failed) {
  fail_copy(folder / kDatabaseName, failed);
}

StandInFile::StandInFile(const fs::path& database) : given_(database), file_(database) {
  try {
    const fs::path real = fs::canonical(database);
    if (may_be_written(real.parent_path()) || !needs_more_than_reading(real)) return;
    place_ = std::make_unique<TemporaryFolder>();
    file_ = place_->path() / database.filename();
    copy_database(real, file_);
    take_back(file_);
  } catch (const fs::filesystem_error& failed) {
    fail_copy(database, failed);
  }
}

Error StandInFile::named(const Error& error) const {
  return {error.kind(), error.where() == file_.string() ? given_.string() : error.where(),
          error.reason(), error.remedy()};
}

Error StandIns::named(const Error& error) const {
  std::string where = error.where();
  for (std::size_t i = 0; i < given_.size(); ++i)
    if (const std::string own = folders_[i].string(); own != given_[i] && where.starts_with(own))
      where = given_[i].string() + where.substr(own.size());
  return {error.kind(), where, error.reason(), error.remedy()};
}

}  // namespace mien
