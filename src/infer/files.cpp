#include "infer/files.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mien/error.h"

namespace mien::infer {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& file, const std::string& what, int code) {
  throw Error(ErrorKind::output, file.string(), what + ": " + std::generic_category().message(code),
              "check the permissions and the free space");
}

// A file under a name of its own until `commit` gives it the final one.
class PendingFile {
 public:
  explicit PendingFile(const fs::path& final_name)
      : final_(final_name), name_(final_name.string() + ".XXXXXX") {
    descriptor_ = ::mkostemp(name_.data(), O_CLOEXEC);
    if (descriptor_ < 0) fail(final_, "cannot be written", errno);
  }
  ~PendingFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!committed_) ::unlink(name_.c_str());
  }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  void write(std::span<const unsigned char> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(final_, "cannot be written", errno);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  void commit() {
    // mkostemp gives 0600; a cache may be shared by the users of a machine.
    ::fchmod(descriptor_, 0644);
    const int failed = ::fsync(descriptor_);
    if (failed != 0) fail(final_, "cannot be written", errno);
    ::close(std::exchange(descriptor_, -1));
    if (::rename(name_.c_str(), final_.c_str()) != 0) fail(final_, "cannot be renamed", errno);
    committed_ = true;
  }

 private:
  fs::path final_;
  std::string name_;
  int descriptor_ = -1;
  bool committed_ = false;
};

}  // namespace

std::string sha256_of_bytes(std::span<const unsigned char> bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

std::optional<Bytes> read_file(const fs::path& file, std::size_t limit) {
  std::error_code failed;
  if (!fs::is_regular_file(file, failed)) return std::nullopt;
  const auto size = fs::file_size(file, failed);
  if (failed || size > limit) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  Bytes bytes(static_cast<std::size_t>(size));
  if (!in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size)))
    return std::nullopt;
  return bytes;
}

FolderLock::FolderLock(const fs::path& folder, const char* name, const Error& refusal) {
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  file_ = ::open((folder / name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) throw Error(refusal);
  while (::flock(file_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

FolderLock::~FolderLock() { ::close(file_); }

void write_atomically(const fs::path& file,
                      std::initializer_list<std::span<const unsigned char>> parts) {
  std::error_code failed;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), failed);
  if (failed) fail(file.parent_path(), "cannot be created", failed.value());
  PendingFile pending(file);
  for (const auto part : parts) pending.write(part);
  pending.commit();
}

}  // namespace mien::infer
