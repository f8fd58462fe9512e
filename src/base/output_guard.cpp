#include "base/output_guard.h"

#include <map>

#include "mien/error.h"

#include "base/file_id.h"

namespace mien {

namespace {

namespace fs = std::filesystem;

std::map<FileId, fs::path> files_of(std::span<const fs::path> inputs) {
  std::map<FileId, fs::path> files;
  const auto take = [&](const fs::path& file) {
    const auto id = file_id(file);
    std::error_code none;
    if (id && fs::is_regular_file(file, none)) files.try_emplace(*id, file);
  };
  for (const fs::path& input : inputs) {
    take(input);
    std::error_code ignored;
    for (fs::directory_iterator entry(input, ignored), end; !ignored && entry != end;
         entry.increment(ignored))
      take(entry->path());
  }
  return files;
}

}  // namespace

void refuse_overwriting(std::span<const fs::path> inputs, std::span<const fs::path> outputs) {
  const auto files = files_of(inputs);
  if (files.empty()) return;
  for (const fs::path& output : outputs)
    for (const char* beside : {"", ".part", "-wal", "-shm", "-journal"}) {
      const fs::path written = output.string() + beside;
      const auto id = file_id(written);
      const auto found = id ? files.find(*id) : files.end();
      if (found == files.end()) continue;
      const std::string same =
          found->second == written ? "" : "; it is the same file as " + found->second.string();
      throw Error(ErrorKind::usage, written.string(), "is an input and would be overwritten" + same,
                  "choose another output, or move the input elsewhere");
    }
}

}  // namespace mien
