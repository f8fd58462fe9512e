#pragma once
/// \file Stores for those who only read.

#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "audience/store.h"

namespace mien::audience {

/// Stores for readers: SQLite lets them read beside the writer, each by one thread at a time.
/// Thread-safe.
class StorePool {
 public:
  StorePool(std::filesystem::path file, StoreOptions options)
      : file_(std::move(file)), options_(std::move(options)) {
    options_.reader = true;
  }
  /// Comes back with the pointer. Throws Error(output).
  std::shared_ptr<Store> take();

 private:
  const std::filesystem::path file_;
  StoreOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Store>> unused_;
};

}  // namespace mien::audience
