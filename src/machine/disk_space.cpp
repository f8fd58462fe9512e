#include "machine/disk_space.h"

#include <sys/statvfs.h>

namespace mien {

std::optional<DiskSpace> disk_space(const std::filesystem::path& file) {
  const auto folder = std::filesystem::absolute(file).parent_path();
  struct statvfs disk {};
  if (statvfs(folder.c_str(), &disk) != 0) return std::nullopt;
  const auto block = static_cast<double>(disk.f_frsize);
  return DiskSpace{.free_bytes = static_cast<double>(disk.f_bavail) * block,
                   .size_bytes = static_cast<double>(disk.f_blocks) * block};
}

}  // namespace mien
