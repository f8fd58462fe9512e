#pragma once
/// \file Bytes that a demuxer reads: a regular file, or memory. No protocol of FFmpeg takes part,
/// so a path with ':', '%' or a leading '-' is only a path, and no file can make FFmpeg open
/// another one.

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "media/av.h"

namespace mien::media {

/// Random access to bytes. One thread at a time.
class Bytes {
 public:
  virtual ~Bytes() = default;
  virtual std::int64_t size() const = 0;
  /// Copies up to `count` bytes from `offset`; gives back how many, 0 at the end, −1 where reading
  /// failed.
  virtual std::int64_t read_at(std::int64_t offset, std::uint8_t* into, std::int64_t count) = 0;
};

/// A regular file. Throws Error(input, `path`) that says whether it is missing, a folder, empty,
/// barred …
std::unique_ptr<Bytes> open_file(const std::string& path);

/// Views memory that must outlive the result.
std::unique_ptr<Bytes> view_memory(std::span<const std::uint8_t> memory);

/// A stretch of bytes, begin ≤ offset < end, as if it were a file of its own.
struct ByteRange {
  std::int64_t begin = 0, end = 0;
};
std::unique_ptr<Bytes> part_of(std::unique_ptr<Bytes> whole, ByteRange range);

/// Plugs `Bytes` into libavformat.
class BytesIo {
 public:
  explicit BytesIo(std::unique_ptr<Bytes> bytes);
  BytesIo(const BytesIo&) = delete;
  BytesIo& operator=(const BytesIo&) = delete;
  AVIOContext* context() { return io_.get(); }
  Bytes& bytes() { return *bytes_; }
  /// From now on at most `count` more bytes are read; after that the file seems to end.
  void limit(std::int64_t count) { left_ = count; }
  bool limit_reached() const { return left_ <= 0; }

 private:
  static int read(void* self, std::uint8_t* into, int count);
  static std::int64_t seek(void* self, std::int64_t offset, int whence);

  std::unique_ptr<Bytes> bytes_;
  std::int64_t position_ = 0;
  std::int64_t left_ = INT64_MAX;
  IoHandle io_;
};

}  // namespace mien::media
