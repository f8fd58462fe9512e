#include "outputs.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "mien/error.h"

#include "base/claims.h"
#include "base/output_guard.h"
#include "base/page_file.h"

namespace {

namespace fs = std::filesystem;

/// Why it could not be written; no error where it was.
std::error_code write_text(const fs::path& file, const std::string& text) {
  errno = 0;
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  return stream ? std::error_code() : std::error_code(errno ? errno : EIO, std::generic_category());
}

}  // namespace

void guard_sinks(const mien::RunConfig& config, const std::string& config_file) {
  if (config.sinks.jsonl.empty()) return;
  std::vector<std::string> inputs{config_file};
  for (const mien::CameraConfig& camera : config.cameras) inputs.push_back(camera.input);
  mien::refuse_overwriting(mien::input_files(inputs), std::vector<fs::path>{config.sinks.jsonl});
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

void write_page(const fs::path& file, const std::string& page) {
  mien::check_is_page(file);
  write_whole(file, page);
}
