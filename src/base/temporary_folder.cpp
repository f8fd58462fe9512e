#include "base/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "mien/error.h"

namespace mien {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder(fs::path parent) {
  std::error_code failed;
  if (parent.empty()) parent = fs::temp_directory_path(failed);
  std::string name = ((failed ? fs::path("/tmp") : parent) / "mien.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw Error(ErrorKind::output, name,
                "cannot be created: " + std::generic_category().message(errno),
                "check permissions and free space, or set TMPDIR");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace mien
