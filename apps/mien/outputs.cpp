#include "outputs.h"

#include <fstream>
#include <iterator>
#include <string_view>

#include "mien/error.h"

#include "base/output_guard.h"
#include "base/url.h"

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLoop = "loop:";
constexpr char kFolderLock[] = ".mien.lock";

/// As it was typed, without passwords.
std::string command_line() {
  std::ifstream stream("/proc/self/cmdline", std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(stream), {}};
  std::string line;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find('\0', begin), all.size());
    line += (line.empty() ? "" : " ") + mien::masked(all.substr(begin, end - begin));
    begin = end + 1;
  }
  return line;
}

void make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed && !fs::is_directory(folder))
    throw mien::Error(mien::ErrorKind::output, folder.string(),
                      "cannot be created: " + failed.message(),
                      "create its parent folder, or choose another output folder");
}

}  // namespace

std::vector<fs::path> input_files(const std::vector<std::string>& inputs) {
  std::vector<fs::path> files;
  for (const std::string& input : inputs)
    if (!input.empty()) files.emplace_back(input.starts_with(kLoop) ? input.substr(5) : input);
  return files;
}

std::unique_ptr<mien::OwnerLock> claim_folder(const fs::path& folder,
                                              const std::vector<std::string>& inputs,
                                              const std::vector<fs::path>& names) {
  if (folder.empty()) return nullptr;
  std::vector<fs::path> outputs;
  for (const fs::path& name : names) outputs.push_back(folder / name);
  mien::refuse_overwriting(input_files(inputs), outputs);
  make_folder(folder);
  return std::make_unique<mien::OwnerLock>(folder / kFolderLock, folder, command_line());
}

std::unique_ptr<mien::OwnerLock> claim_database(const fs::path& file, const std::string& config) {
  mien::refuse_overwriting(input_files({config}), std::vector<fs::path>{file});
  fs::path lock = file;
  lock += ".lock";
  return std::make_unique<mien::OwnerLock>(lock, file, command_line());
}

void guard_sinks(const mien::RunConfig& config, const std::string& config_file) {
  if (config.sinks.jsonl.empty()) return;
  std::vector<std::string> inputs{config_file};
  for (const mien::CameraConfig& camera : config.cameras) inputs.push_back(camera.input);
  mien::refuse_overwriting(input_files(inputs), std::vector<fs::path>{config.sinks.jsonl});
}

void write_page(const std::string& file, const std::string& page) {
  std::ofstream stream(file, std::ios::binary);
  stream << page;
  stream.close();
  if (!stream)
    throw mien::Error(mien::ErrorKind::output, file, "cannot be written",
                      "check the folder, its permissions and the free space");
}
