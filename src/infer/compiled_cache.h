#pragma once
/// \file Compiled networks kept between starts.

#include <optional>
#include <string_view>

#include "infer/files.h"

namespace mien::infer {

/// A folder of compiled networks by key. Holds nothing that could not be made again: what cannot be
/// read, is damaged or cannot be written is passed over. Thread-safe, also between processes.
class CompiledCache {
 public:
  /// An empty path: keeps nothing.
  explicit CompiledCache(std::filesystem::path folder) : folder_(std::move(folder)) {}
  bool enabled() const { return !folder_.empty(); }
  /// What `store` was given under `key`, where its bytes are still the same.
  std::optional<Bytes> load(std::string_view key) const;
  void store(std::string_view key, std::span<const unsigned char> network) const;

 private:
  std::filesystem::path file_of(std::string_view key) const;
  std::filesystem::path folder_;
};

}  // namespace mien::infer
