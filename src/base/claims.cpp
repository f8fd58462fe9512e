#include "base/claims.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "mien/error.h"

#include "base/output_guard.h"
#include "base/url.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

constexpr char kFolderLock[] = ".mien.lock";

/// As it was typed, without passwords.
std::string command_line() {
  std::ifstream stream("/proc/self/cmdline", std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(stream), {}};
  std::string line;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find('\0', begin), all.size());
    line += (line.empty() ? "" : " ") + masked(all.substr(begin, end - begin));
    begin = end + 1;
  }
  return line;
}

void make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed && !fs::is_directory(folder))
    throw Error(ErrorKind::output, folder.string(), "cannot be created: " + failed.message(),
                "create its parent folder, or choose another output folder");
}

}  // namespace

std::vector<fs::path> input_files(const std::vector<std::string>& inputs) {
  std::vector<fs::path> files;
  for (const std::string& input : inputs)
    if (!input.empty()) files.emplace_back(file_behind(input));
  return files;
}

std::unique_ptr<OwnerLock> claim_folder(const fs::path& folder,
                                        const std::vector<std::string>& inputs,
                                        const std::vector<fs::path>& names) {
  if (folder.empty()) return nullptr;
  std::vector<fs::path> outputs;
  for (const fs::path& name : names) outputs.push_back(folder / name);
  refuse_overwriting(input_files(inputs), outputs);
  make_folder(folder);
  return std::make_unique<OwnerLock>(folder / kFolderLock, folder, command_line());
}

std::unique_ptr<OwnerLock> claim_database(const fs::path& file, const std::string& config) {
  refuse_overwriting(input_files({config}), std::vector<fs::path>{file});
  fs::path lock = file;
  lock += ".lock";
  return std::make_unique<OwnerLock>(lock, file, command_line());
}

}  // namespace mien
