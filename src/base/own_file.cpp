#include "base/own_file.h"

#include <dlfcn.h>
#include <link.h>

namespace mien {

namespace fs = std::filesystem;

// The main program's path as it was called may be relative to a folder that was left since.
fs::path own_file() {
  Dl_info info{};
  link_map* map = nullptr;
  std::error_code failed;
  const auto* code = reinterpret_cast<const void*>(&own_file);
  if (dladdr1(code, &info, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) && map && map->l_name &&
      *map->l_name) {
    return fs::canonical(map->l_name, failed);
  }
  return fs::read_symlink("/proc/self/exe", failed);
}

std::vector<fs::path> module_folders() {
  const fs::path folder = own_file().parent_path();
  const fs::path above = folder.parent_path();
  return {folder / "mien", folder, above / MIEN_LIBDIR / "mien", above.parent_path() / "mien",
          above.parent_path()};
}

}  // namespace mien
