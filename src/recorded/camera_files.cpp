#include "recorded/camera_files.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/sha256.h"
#include "base/time.h"
#include "recorded/recorded_at.h"

namespace mien::recorded {

namespace {

/// Names and containers tell whole seconds.
constexpr std::chrono::seconds kTold{2};

std::string name_of(const CameraFile& file) {
  return std::filesystem::path(file.file).filename().string();
}

void leave_out_copies(std::vector<CameraFile>& files, std::vector<std::string>& copies) {
  std::map<std::string, std::string> known;
  std::erase_if(files, [&](const CameraFile& file) {
    if (file.id.empty()) return false;
    const auto [first, is_new] = known.try_emplace(file.id, file.file);
    if (!is_new)
      copies.push_back(
          fmt::format("{} is the same recording as {}: counted once", file.file, first->second));
    return !is_new;
  });
}

}  // namespace

std::string recording_id(const std::string& input) {
  const auto files = files_of(input);
  try {
    return files.empty() ? "" : content_id(files);
  } catch (const Error&) {
    return {};
  }
}

std::map<std::string, std::string> recordings_of(const std::vector<CameraConfig>& cameras) {
  std::map<std::string, std::string> recordings;
  for (const CameraConfig& camera : cameras) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(camera.input, ignored)) continue;
    if (std::string id = recording_id(camera.input); !id.empty())
      recordings.emplace(camera.name, std::move(id));
  }
  return recordings;
}

CameraTimeline in_order(std::vector<CameraFile> files) {
  CameraTimeline line{.files = std::move(files)};
  std::ranges::stable_sort(
      line.files, {}, [](const CameraFile& file) { return file.begin.value_or(WallTime::max()); });
  leave_out_copies(line.files, line.copies);
  const CameraFile* before = nullptr;  // that reaches furthest
  for (CameraFile& file : line.files) {
    if (!file.begin) continue;
    if (before && before->length.count() == 0) ++line.untold;
    if (before && before->length.count() > 0) {
      const WallTime reached = *before->begin + before->length;
      const auto gap = *file.begin - reached;
      if (gap < std::chrono::milliseconds(0))
        file.counts_from =
            file.length.count() == 0 ? reached : std::min(reached, *file.begin + file.length);
      if (gap > kTold) {
        ++line.gaps;
        file.notes.push_back(
            fmt::format("nothing was recorded for {} before it, since the end of {}", in_words(gap),
                        name_of(*before)));
      } else if (-gap > kTold) {
        ++line.overlaps;
        file.notes.push_back(
            fmt::format("its first {0} overlap {1}: stays in that time are counted from {1} only",
                        in_words(*file.counts_from - *file.begin), name_of(*before)));
      }
    }
    if (!before || *file.begin + file.length > *before->begin + before->length) before = &file;
  }
  return line;
}

}  // namespace mien::recorded
