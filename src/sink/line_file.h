#pragma once
/// \file Files that are never left with half a line.

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "sink/sinks.h"

namespace mien::sink {

/// An open file for writing.
class FileHandle {
 public:
  /// Creates the file, or empties it unless the former one is kept. Throws Error(output).
  explicit FileHandle(std::filesystem::path file, Former former = Former::overwritten);

  /// All of `bytes`, or Error(output) and the file as long as it was before (where it can be cut:
  /// not a device).
  void write(std::string_view bytes);
  /// Throws Error(output) where the system reports a late failure. Twice is harmless.
  void close();
  const std::filesystem::path& path() const { return file_; }

 private:
  std::filesystem::path file_;
  Descriptor descriptor_;
  std::int64_t written_ = 0;
};

/// Whole lines, gathered in memory and written together: at once for the first, then whenever 200
/// ms have passed or 64 KiB are full. Used by one thread at a time. Throws Error(output).
class LineFile {
 public:
  explicit LineFile(const std::filesystem::path& file, Former former = Former::overwritten);
  ~LineFile();

  /// `line` ends with its line feed.
  void append(std::string_view line);
  /// Writes what waits, if its time has come; cheap otherwise.
  void flush_if_due();
  void close();

 private:
  void flush();

  FileHandle file_;
  std::string waiting_;
  std::chrono::steady_clock::time_point flushed_{};
};

}  // namespace mien::sink
