#include "infer/files.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/whole_file.h"

namespace mien::infer {

namespace fs = std::filesystem;

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
  const fs::path folder = file.parent_path();
  std::error_code failed;
  if (!folder.empty()) fs::create_directories(folder, failed);
  if (failed) throw output_error(folder, "created", failed.value());
  WholeFile whole(file, {.mode = 0644, .despite_umask = true});  // the users of a machine may share
  for (const auto part : parts)
    whole.write({reinterpret_cast<const char*>(part.data()), part.size()});
  whole.commit();
}

}  // namespace mien::infer
