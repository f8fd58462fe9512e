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
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }

  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

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

  std::string hex() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(context_.get(), digest, &length);
    std::string text;
    for (unsigned i = 0; i < length; ++i) text += fmt::format("{:02x}", digest[i]);
    return text;
  }

 private:
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

std::string sha256_of_file(const std::filesystem::path& file) {
  std::ifstream in = open(file);
  Digest digest;
  digest.add(in);
  return digest.hex();
}

std::string sha256_of_text(std::string_view text) {
  Digest digest;
  digest.add(text);
  return digest.hex();
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
  return digest.hex();
}

}  // namespace mien
