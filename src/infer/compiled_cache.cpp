#include "infer/compiled_cache.h"

#include <algorithm>

#include "mien/error.h"

#include "base/sha256.h"

namespace mien::infer {

namespace {

// A file is the 64 hex digits of its network's SHA-256, then the network: the engine must never be
// given a damaged one, it trusts its own format.
constexpr std::size_t kDigits = 64;
constexpr std::size_t kLimit = std::size_t{1} << 30;

std::span<const unsigned char> bytes_of(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

}  // namespace

std::filesystem::path CompiledCache::file_of(std::string_view key) const {
  return folder_ / (sha256_of_bytes(bytes_of(key)) + ".network");
}

std::optional<Bytes> CompiledCache::load(std::string_view key) const {
  if (!enabled()) return std::nullopt;
  auto file = read_file(file_of(key), kLimit);
  if (!file || file->size() <= kDigits) return std::nullopt;
  const auto network = std::span<const unsigned char>(*file).subspan(kDigits);
  if (!std::ranges::equal(bytes_of(sha256_of_bytes(network)), std::span(*file).first(kDigits)))
    return std::nullopt;
  file->erase(file->begin(), file->begin() + kDigits);
  return file;
}

void CompiledCache::store(std::string_view key, std::span<const unsigned char> network) const {
  if (!enabled() || network.size() > kLimit) return;
  try {
    write_atomically(file_of(key), {bytes_of(sha256_of_bytes(network)), network});
  } catch (const Error&) {
    // A read-only or full disk costs the next start some time, never this one its run.
  }
}

}  // namespace mien::infer
