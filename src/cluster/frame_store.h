#pragma once
/// \file Decoded pictures in memory that processes share.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mien/frame.h"

namespace mien::cluster {

/// Where a picture lies in a FrameStore: Y, U, V one after another, rows without gaps.
struct StoredFrame {
  std::uint64_t offset = 0;
  FrameInfo info;
  std::int32_t width = 0, height = 0;  ///< of the Y plane
  ColorMatrix matrix = ColorMatrix::bt601;
  bool full_range = false;
  std::int32_t rotation = 0;
  bool still = false;
};

struct FrameStoreOptions {
  std::size_t bytes = 0;   ///< for pictures, of each replica; memory is used as pictures come
  int replicas = 1;        ///< copies with the same content
  std::vector<int> nodes;  ///< memory node of each replica; empty: wherever the system puts it
  bool huge_pages = false;
};

/// Pictures, decoded once, for all processes that were forked after the store was made. `put`,
/// `release` and `stop` belong to the process that made it and are thread-safe there; the others
/// only `view`.
class FrameStore {
 public:
  /// `note` is told, in words, what was asked for and not granted. Throws Error(internal) without
  /// memory.
  FrameStore(const FrameStoreOptions& options, const std::function<void(const std::string&)>& note);
  ~FrameStore();
  FrameStore(const FrameStore&) = delete;
  FrameStore& operator=(const FrameStore&) = delete;

  /// Bytes that a picture of this size takes.
  static std::size_t size_of(int width, int height);

  /// Copies the planes into every replica. Waits for room; nothing where `stop` was called.
  /// Throws Error(input) for a picture larger than the whole store.
  std::optional<StoredFrame> put(const Frame& frame);
  /// The picture's room is free again; nobody views it any more.
  void release(const StoredFrame& frame);
  /// Nobody waits any longer.
  void stop();

  /// The picture as it lies in one replica; valid until it is released. Throws Error(internal) for
  /// a place outside.
  Frame view(const StoredFrame& frame, int replica) const;
  int replicas() const { return static_cast<int>(bases_.size()); }
  std::size_t bytes() const { return bytes_; }

 private:
  std::optional<std::size_t> reserve(std::size_t size);

  std::size_t bytes_;
  std::vector<std::uint8_t*> bases_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::map<std::size_t, std::size_t> free_;  ///< offset → size; neighbours are one
  bool stopped_ = false;
};

}  // namespace mien::cluster
