#include "database/sqlite_backup.h"

#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "database/migrations.h"

namespace mien {

namespace {

namespace fs = std::filesystem;

/// A file that goes unless it is kept.
class Draft {
 public:
  explicit Draft(const fs::path& target)
      : path_(target.string() + fmt::format(".{}.part", getpid())) {
    remove();
  }
  ~Draft() { remove(); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  const fs::path& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const char* part : {"", "-journal", "-wal", "-shm"})
      fs::remove(path_.string() + part, ignored);
  }
  fs::path path_;
};

void copy_and_check(Database& from, const fs::path& to) {
  Database copy(to);
  from.copy_to(copy);
  copy.execute("PRAGMA journal_mode=DELETE");
  const std::string found = copy.text("PRAGMA integrity_check");
  if (found != "ok")
    throw Error(ErrorKind::output, from.path().string(), "is damaged, so is its copy: " + found,
                "restore an earlier copy (mien check says more)");
}

void to_disk(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && fsync(file) == 0;
  if (file >= 0) close(file);
  if (!synced)
    throw Error(ErrorKind::output, path.string(), "could not be flushed to the disk",
                "look at the disk, or choose another place for the copy");
}

}  // namespace

void back_up(Database& from, const fs::path& to) {
  const Draft draft(to);
  copy_and_check(from, draft.path());
  to_disk(draft.path());
  std::error_code failed;
  fs::rename(draft.path(), to, failed);
  if (failed)
    throw Error(ErrorKind::output, to.string(), "cannot be written: " + failed.message(),
                "choose another place for the copy");
}

std::int64_t back_up_file(const fs::path& file, const fs::path& to) {
  std::error_code ignored;
  if (fs::exists(to, ignored)) {
    Database there(to, Database::Access::read);
    check_ours(there);
  }
  Database database(file, Database::Access::read);
  const std::int64_t schema = check_ours(database);
  back_up(database, to);
  return schema;
}

}  // namespace mien
