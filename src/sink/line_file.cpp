#include "sink/line_file.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace mien::sink {

namespace {

constexpr std::size_t kFull = 64 * 1024;
constexpr std::chrono::milliseconds kPatience{200};

std::string remedy_for(int number) {
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

}  // namespace

Error output_error(const std::filesystem::path& file, const std::string& done, int number) {
  return {ErrorKind::output, file.string(),
          "cannot be " + done + ": " + std::generic_category().message(number), remedy_for(number)};
}

FileHandle::FileHandle(std::filesystem::path file, Former former) : file_(std::move(file)) {
  const int emptied = former == Former::kept ? 0 : O_TRUNC;
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | emptied, 0644);
  if (descriptor_ < 0) throw output_error(file_, "opened for writing", errno);
  if (former == Former::kept)
    written_ = std::max<std::int64_t>(::lseek(descriptor_, 0, SEEK_END), 0);
}

FileHandle::~FileHandle() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void FileHandle::write(std::string_view bytes) {
  const std::int64_t before = written_;
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int reason = errno;
      if (::ftruncate(descriptor_, before) == 0) {
        ::lseek(descriptor_, before, SEEK_SET);
        written_ = before;
      }
      throw output_error(file_, "written", reason);
    }
    written_ += count;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void FileHandle::sync() {
  // Devices and pipes have nothing to sync and say EINVAL.
  if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS)
    throw output_error(file_, "written", errno);
}

void FileHandle::close() {
  const int descriptor = std::exchange(descriptor_, -1);
  if (descriptor >= 0 && ::close(descriptor) != 0 && errno != EINTR)
    throw output_error(file_, "written", errno);
}

LineFile::LineFile(const std::filesystem::path& file, Former former) : file_(file, former) {
  waiting_.reserve(kFull);
}

LineFile::~LineFile() {
  try {
    flush();
  } catch (const Error&) {
    // Nobody is left to be told: whoever did not call `close` is already on the way out of an
    // error.
  }
}

void LineFile::append(std::string_view line) {
  if (waiting_.size() + line.size() > kFull) flush();
  waiting_ += line;
  flush_if_due();
}

void LineFile::flush_if_due() {
  if (!waiting_.empty() && std::chrono::steady_clock::now() - flushed_ >= kPatience) flush();
}

void LineFile::flush() {
  if (waiting_.empty()) return;
  flushed_ = std::chrono::steady_clock::now();
  try {
    file_.write(waiting_);
  } catch (const Error&) {
    waiting_.clear();  // A later call must not repeat lines that a device has taken in part.
    throw;
  }
  waiting_.clear();
}

void LineFile::close() {
  flush();
  file_.close();
}

void write_atomically(const std::filesystem::path& file, std::string_view content) {
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    FileHandle direct(file);
    direct.write(content);
    direct.close();
    return;
  }
  std::filesystem::path unfinished = file;
  unfinished += ".part";
  try {
    FileHandle handle(unfinished);
    handle.write(content);
    handle.sync();
    handle.close();
    std::filesystem::rename(unfinished, file);
  } catch (const std::filesystem::filesystem_error& error) {
    std::filesystem::remove(unfinished, ignored);
    throw output_error(file, "written", error.code().value());
  } catch (const Error&) {
    std::filesystem::remove(unfinished, ignored);
    throw;
  }
}

}  // namespace mien::sink
