#include "base/sha256.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "mien/error.h"

namespace mien {

namespace {

constexpr std::int64_t kWindow = 1 << 20;  // bytes that `content_id` reads at a place

class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    require(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
  }

  void add(std::string_view bytes) {
    require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
  }

  /// Up to `most` bytes from where the stream stands.
  void add(std::ifstream& in, std::int64_t most = INT64_MAX) {
    std::array<char, 1 << 16> chunk;
    while (most > 0) {
      in.read(chunk.data(), std::min<std::int64_t>(most, chunk.size()));
      if (in.gcount() == 0) return;
      add({chunk.data(), static_cast<std::size_t>(in.gcount())});
      most -= in.gcount();
    }
  }

  Sha256 finish() {
    Sha256 digest{};
    require(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr));
    return digest;
  }

 private:
  // A digest of nothing must never pass for that of a token or of a model.
  static void require(int done) {
    if (done != 1) throw Error(ErrorKind::internal, "SHA-256", "could not be computed");
  }
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::ifstream open(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw Error(ErrorKind::input, file.string(), "cannot be read",
                "check the path and the permissions");
  return in;
}

}  // namespace

Sha256 sha256_of(std::string_view bytes) {
  Digest digest;
  digest.add(bytes);
  return digest.finish();
}

std::string hex_of(const Sha256& digest) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) text += {kDigits[byte >> 4], kDigits[byte & 15]};
  return text;
}

std::string sha256_of_file(const std::filesystem::path& file) {
  std::ifstream in = open(file);
  Digest digest;
  digest.add(in);
  return hex_of(digest.finish());
}

std::string sha256_of_text(std::string_view text) { return hex_of(sha256_of(text)); }

std::string sha256_of_bytes(std::span<const unsigned char> bytes) {
  return sha256_of_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string content_id(std::span<const std::filesystem::path> files) {
  Digest digest;
  for (const std::filesystem::path& file : files) {
    std::ifstream in = open(file);
    in.seekg(0, std::ios::end);
    const std::int64_t size = in.tellg();
    if (size < 0) throw Error(ErrorKind::input, file.string(), "cannot be read to its end");
    digest.add(fmt::format("{}:", size));
    const bool small = size <= 3 * kWindow;
    const std::array<std::int64_t, 3> places{0, (size - kWindow) / 2, size - kWindow};
    for (const std::int64_t place : std::span(places).first(small ? 1 : 3)) {
      in.clear();
      in.seekg(place);
      digest.add(in, small ? size : kWindow);
    }
  }
  return hex_of(digest.finish());
}

}  // namespace mien
