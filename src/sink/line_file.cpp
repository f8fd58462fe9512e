#include "sink/line_file.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/whole_file.h"

namespace mien::sink {

namespace {

constexpr std::size_t kFull = 64 * 1024;
constexpr std::chrono::milliseconds kPatience{200};

}  // namespace

FileHandle::FileHandle(std::filesystem::path file, Former former) : file_(std::move(file)) {
  const int emptied = former == Former::kept ? 0 : O_TRUNC;
  descriptor_.reset(::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | emptied, 0644));
  if (!descriptor_) throw output_error(file_, "opened for writing", errno);
  if (former == Former::kept)
    written_ = std::max<std::int64_t>(::lseek(descriptor_.get(), 0, SEEK_END), 0);
}

void FileHandle::write(std::string_view bytes) {
  if (const int failed = write_all(descriptor_.get(), bytes); failed != 0) {
    if (::ftruncate(descriptor_.get(), written_) == 0)
      ::lseek(descriptor_.get(), written_, SEEK_SET);
    throw output_error(file_, "written", failed);
  }
  written_ += std::ssize(bytes);
}

void FileHandle::close() {
  const int number = descriptor_.release();
  if (number >= 0 && ::close(number) != 0 && errno != EINTR)
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

}  // namespace mien::sink
