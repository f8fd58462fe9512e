#include "media/bytes.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mien::media {
namespace {

constexpr int kBufferBytes = 64 << 10;

/// A file descriptor that closes itself.
class FileBytes : public Bytes {
 public:
  FileBytes(int descriptor, std::int64_t size) : descriptor_(descriptor), size_(size) {}
  ~FileBytes() override { ::close(descriptor_); }
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  std::int64_t size() const override { return size_; }

  std::int64_t read_at(std::int64_t offset, std::uint8_t* into, std::int64_t count) override {
    for (;;) {
      const ssize_t got = ::pread(descriptor_, into, static_cast<std::size_t>(count), offset);
      if (got >= 0 || errno != EINTR) return got;
    }
  }

 private:
  int descriptor_;
  std::int64_t size_;
};

class MemoryBytes : public Bytes {
 public:
  explicit MemoryBytes(std::span<const std::uint8_t> memory) : memory_(memory) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(memory_.size()); }

  std::int64_t read_at(std::int64_t offset, std::uint8_t* into, std::int64_t count) override {
    if (offset < 0 || offset >= size()) return 0;
    const std::int64_t got = std::min(count, size() - offset);
    std::memcpy(into, memory_.data() + offset, static_cast<std::size_t>(got));
    return got;
  }

 private:
  std::span<const std::uint8_t> memory_;
};

class PartBytes : public Bytes {
 public:
  PartBytes(std::unique_ptr<Bytes> whole, ByteRange range)
      : whole_(std::move(whole)), range_(range) {}

  std::int64_t size() const override { return range_.end - range_.begin; }

  std::int64_t read_at(std::int64_t offset, std::uint8_t* into, std::int64_t count) override {
    if (offset < 0 || offset >= size()) return 0;
    return whole_->read_at(range_.begin + offset, into, std::min(count, size() - offset));
  }

 private:
  std::unique_ptr<Bytes> whole_;
  ByteRange range_;
};

[[noreturn]] void fail(const std::string& path, int error) {
  if (error == ENOENT || error == ENOTDIR) {
    throw Error(ErrorKind::input, path, "there is no such file", "check the path");
  }
  if (error == EACCES || error == EPERM) {
    throw Error(ErrorKind::input, path, "permission denied", "make the file readable");
  }
  throw Error(ErrorKind::input, path, std::string("cannot be opened: ") + std::strerror(error),
              "check the disk and the path");
}

}  // namespace

std::unique_ptr<Bytes> open_file(const std::string& path) {
  // Not blocking: a named pipe without a writer would hold the call for ever.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) fail(path, errno);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    const int error = errno;
    ::close(descriptor);
    fail(path, error);
  }
  auto file = std::make_unique<FileBytes>(descriptor, status.st_size);
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorKind::input, path, "is not a regular file",
                "give a video file, an image or a folder");
  }
  if (status.st_size == 0)
    throw Error(ErrorKind::input, path, "the file is empty", "copy it again");
  return file;
}

std::unique_ptr<Bytes> view_memory(std::span<const std::uint8_t> memory) {
  return std::make_unique<MemoryBytes>(memory);
}

std::unique_ptr<Bytes> part_of(std::unique_ptr<Bytes> whole, ByteRange range) {
  return std::make_unique<PartBytes>(std::move(whole), range);
}

BytesIo::BytesIo(std::unique_ptr<Bytes> bytes) : bytes_(std::move(bytes)) {
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBufferBytes));
  if (!buffer) throw Error(ErrorKind::internal, "", "no memory to read with");
  io_.reset(
      avio_alloc_context(buffer, kBufferBytes, 0, this, &BytesIo::read, nullptr, &BytesIo::seek));
  if (!io_) {
    av_free(buffer);
    throw Error(ErrorKind::internal, "", "no memory to read with");
  }
}

int BytesIo::read(void* self, std::uint8_t* into, int count) {
  auto& io = *static_cast<BytesIo*>(self);
  const std::int64_t wanted = std::min<std::int64_t>(count, io.left_);
  if (wanted <= 0) return AVERROR_EOF;
  const std::int64_t got = io.bytes_->read_at(io.position_, into, wanted);
  if (got < 0) return AVERROR(EIO);
  if (got == 0) return AVERROR_EOF;
  io.position_ += got;
  io.left_ -= got;
  return static_cast<int>(got);
}

std::int64_t BytesIo::seek(void* self, std::int64_t offset, int whence) {
  auto& io = *static_cast<BytesIo*>(self);
  const std::int64_t size = io.bytes_->size();
  whence &= ~AVSEEK_FORCE;
  if (whence == AVSEEK_SIZE) return size;
  std::int64_t base = 0;
  if (whence == SEEK_CUR) base = io.position_;
  if (whence == SEEK_END) base = size;
  std::int64_t target = 0;
  if (__builtin_add_overflow(base, offset, &target) || target < 0) return AVERROR(EINVAL);
  io.position_ = target;
  return target;
}

}  // namespace mien::media
