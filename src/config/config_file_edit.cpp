// A change of the configuration's file: whole or not at all.
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mien/error.h"

#include "config/config_edit.h"
#include "config/config_reader.h"

namespace mien::config {

namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what, int code) {
  throw Error(ErrorKind::usage, file.string(), what + ": " + std::generic_category().message(code),
              "let the server's user write the folder, or change the file by hand and reload");
}

/// Writes and closes, on disk; else says why not.
int write_all(int descriptor, std::string_view text, const struct stat& like) {
  int failed = ::fchmod(descriptor, like.st_mode & 07777) == 0 ? 0 : errno;
  // Another owner can be given by root alone; the file then belongs to who runs the server.
  if (::fchown(descriptor, like.st_uid, like.st_gid) != 0 && errno != EPERM) failed = errno;
  while (failed == 0 && !text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      failed = errno;
    else
      text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (failed == 0 && ::fsync(descriptor) != 0) failed = errno;
  ::close(descriptor);
  return failed;
}

}  // namespace

FileEdit::FileEdit(std::filesystem::path file, std::map<std::string, std::string> environment,
                   std::string name, std::optional<std::string> section)
    : file_(std::move(file)),
      environment_(std::move(environment)),
      name_(std::move(name)),
      section_(std::move(section)) {}

FileEdit::~FileEdit() {
  if (!pending_.empty()) ::unlink(pending_.c_str());
}

void FileEdit::prepare() {
  std::error_code error;
  if (auto real = std::filesystem::canonical(file_, error); !error) file_ = std::move(real);
  struct stat like {};
  if (::stat(file_.c_str(), &like) != 0) fail(file_, "cannot be read", errno);
  const EditedText edited = edit_camera(config_text(file_), file_.string(), name_,
                                        section_ ? &*section_ : nullptr, environment_);
  comments_lost_ = edited.comments_lost;
  std::string name = file_.string() + ".XXXXXX";
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) fail(file_, "cannot be written", errno);
  pending_ = std::move(name);
  if (const int failed = write_all(descriptor, edited.text, like); failed != 0)
    fail(file_, "cannot be written", failed);
}

void FileEdit::commit() {
  if (::rename(pending_.c_str(), file_.c_str()) != 0) fail(file_, "cannot be replaced", errno);
  pending_.clear();
  const int folder = ::open(file_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);  // the new name, too
  ::close(folder);
}

}  // namespace mien::config
