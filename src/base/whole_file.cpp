#include "base/whole_file.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mien {

namespace {

constexpr int kMostNames =
    1000;  ///< tried for the part: other writers, or programs that were killed

std::string output_remedy(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "free some space, or choose another output folder";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose an output folder that you may write to";
    case ENOENT:
    case ENOTDIR:
      return "create its parent folder, or choose another output folder";
    case EISDIR:
      return "it is a folder: move it away, or choose another output folder";
    default:
      return "choose another output folder";
  }
}

/// The name in it, too. What cannot be synced is as safe as its file system makes it.
void sync_folder(const std::filesystem::path& folder) {
  const Descriptor opened(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened) ::fsync(opened.get());
}

void write_to_device(const std::filesystem::path& file, std::string_view content) {
  const Descriptor device(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  const int failed = device ? write_all(device.get(), content) : errno;
  if (failed != 0) throw output_error(file, "written", failed);
}

}  // namespace

Error output_error(const std::filesystem::path& file, const std::string& done, int number) {
  return {ErrorKind::output, file.string(),
          "cannot be " + done + ": " + std::generic_category().message(number),
          output_remedy(number)};
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

WholeFile::WholeFile(std::filesystem::path file, const Rights& rights) : file_(std::move(file)) {
  open(rights);
  const int part = descriptor_.get();
  int failed = 0;
  if (rights.despite_umask && ::fchmod(part, rights.mode) != 0) failed = errno;
  if (rights.owner && ::fchown(part, rights.owner->user, rights.owner->group) != 0 &&
      errno != EPERM)
    failed = errno;
  if (failed == 0) return;
  ::unlink(part_.c_str());
  throw output_error(file_, "written", failed);
}

WholeFile::~WholeFile() {
  if (!part_.empty()) ::unlink(part_.c_str());
}

void WholeFile::open(const Rights& rights) {
  // Nobody else reads it before its owner is right.
  const mode_t mode = rights.despite_umask || rights.owner ? 0600 : rights.mode;
  int number = ::getpid();
  for (int tried = 0; !descriptor_; ++tried, ++number) {
    part_ = file_.string() + "." + std::to_string(number) + ".part";
    descriptor_.reset(::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (descriptor_ || (errno == EEXIST && tried < kMostNames)) continue;
    throw output_error(file_, "written", errno);
  }
}

void WholeFile::write(std::string_view bytes) {
  if (const int failed = write_all(descriptor_.get(), bytes); failed != 0)
    throw output_error(file_, "written", failed);
}

void WholeFile::finish() {
  if (!descriptor_) return;
  // Some file systems have nothing to sync and say EINVAL.
  const int failed = ::fsync(descriptor_.get()) != 0 && errno != EINVAL ? errno : 0;
  descriptor_.reset();
  if (failed != 0) throw output_error(file_, "written", failed);
}

void WholeFile::commit() {
  finish();
  if (::rename(part_.c_str(), file_.c_str()) != 0) throw output_error(file_, "replaced", errno);
  part_.clear();
  sync_folder(file_.parent_path());
}

void write_whole(const std::filesystem::path& file, std::string_view content,
                 const Rights& rights) {
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    return write_to_device(file, content);
  WholeFile whole(file, rights);
  whole.write(content);
  whole.commit();
}

}  // namespace mien
