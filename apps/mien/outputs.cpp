#include "outputs.h"

#include "base/claims.h"
#include "base/output_guard.h"
#include "base/page_file.h"
#include "base/whole_file.h"

namespace fs = std::filesystem;

void guard_sinks(const mien::RunConfig& config, const std::string& config_file) {
  if (config.sinks.jsonl.empty()) return;
  std::vector<std::string> inputs{config_file};
  for (const mien::CameraConfig& camera : config.cameras) inputs.push_back(camera.input);
  mien::refuse_overwriting(mien::input_files(inputs), std::vector<fs::path>{config.sinks.jsonl});
}

void write_whole(const fs::path& file, const std::string& text) {
  mien::write_whole(file, text, {.mode = 0666});
}

void write_page(const fs::path& file, const std::string& page) {
  mien::check_is_page(file);
  write_whole(file, page);
}
