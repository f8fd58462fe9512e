#include "outputs.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "mien/error.h"

#include "base/letter_case.h"
#include "base/output_guard.h"
#include "base/url.h"

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLoop = "loop:";
constexpr char kFolderLock[] = ".mien.lock";
constexpr std::size_t kPageBegin = 1024;  ///< bytes in which a page says that it is one

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

/// As every writer of pages begins one, whatever its case, behind a byte order mark and blanks.
bool begins_as_page(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string begin(kPageBegin, '\0');
  stream.read(begin.data(), std::ssize(begin));
  begin.resize(static_cast<std::size_t>(stream.gcount()));
  if (begin.starts_with("\xEF\xBB\xBF")) begin.erase(0, 3);
  begin.erase(0, begin.find_first_not_of(" \t\r\n"));
  begin = mien::in_small_letters(begin);
  return begin.starts_with("<!doctype html") || begin.starts_with("<html");
}

/// Why it could not be written; no error where it was.
std::error_code write_text(const fs::path& file, const std::string& text) {
  errno = 0;
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  return stream ? std::error_code() : std::error_code(errno ? errno : EIO, std::generic_category());
}

class FormerPage : public mien::Sink {
 public:
  explicit FormerPage(fs::path file) : file_(std::move(file)) {}
  void open(const mien::RunInfo&) override {
    std::error_code ignored;
    if (fs::is_regular_file(file_, ignored)) fs::remove(file_, ignored);
  }

 private:
  fs::path file_;
};

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

void check_is_page(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored) || fs::file_size(file, ignored) == 0) return;
  if (!begins_as_page(file))
    throw mien::Error(mien::ErrorKind::usage, file.string(),
                      "is there and is no HTML page; it would be overwritten",
                      "name another file for the page, or move this one away");
}

void write_whole(const fs::path& file, const std::string& text) {
  std::error_code failed, ignored;
  if (fs::exists(file, ignored) && !fs::is_regular_file(file, ignored)) {
    failed = write_text(file, text);
  } else {
    const fs::path part = file.string() + ".part";
    failed = write_text(part, text);
    if (!failed) fs::rename(part, file, failed);
    if (failed) fs::remove(part, ignored);
  }
  if (!failed) return;
  throw mien::Error(mien::ErrorKind::output, file.string(),
                    "cannot be written: " + failed.message(),
                    "check the folder, its permissions and the free space");
}

std::unique_ptr<mien::Sink> make_former_page(const fs::path& file) {
  return std::make_unique<FormerPage>(file);
}

void write_page(const fs::path& file, const std::string& page) {
  check_is_page(file);
  write_whole(file, page);
}
