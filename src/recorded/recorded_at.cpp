#include "recorded/recorded_at.h"

#include <sys/stat.h>

#include "media/demuxer.h"
#include "video/images.h"
#include "video/video.h"

namespace mien::recorded {

std::optional<std::string> creation_time(const std::string& input) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(input, ignored)) return std::nullopt;
  try {
    const media::Demuxer demuxer(input, media::open_file(input));
    for (const AVDictionary* tags : {demuxer.format().metadata, demuxer.stream().metadata})
      if (const AVDictionaryEntry* entry = av_dict_get(tags, "creation_time", nullptr, 0))
        return entry->value;
  } catch (const Error&) {
    // Told where the input is read.
  }
  return std::nullopt;
}

std::optional<std::chrono::sys_time<std::chrono::milliseconds>> file_time(
    const std::string& input) {
  using namespace std::chrono;
  const auto files = files_of(input);
  struct stat facts {};
  if (files.empty() || ::stat(files.front().c_str(), &facts) != 0) return std::nullopt;
  const sys_time<milliseconds> changed(
      milliseconds(std::int64_t{facts.st_mtim.tv_sec} * 1000 + facts.st_mtim.tv_nsec / 1'000'000));
  if (files.size() > 1) return changed;  // of the first picture
  try {
    const double seconds = video::open_source(input)->info().seconds;
    return changed - milliseconds(static_cast<std::int64_t>(seconds * 1e3));
  } catch (const Error&) {  // told where the input is read
    return std::nullopt;
  }
}

std::vector<std::filesystem::path> files_of(const std::string& input) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(input, ignored)) return {input};
  if (!std::filesystem::is_directory(input, ignored)) return {};
  try {
    const auto images = video::pictures_in(input).files;
    return {images.begin(), images.end()};
  } catch (const Error&) {  // told where the input is read
    return {};
  }
}

}  // namespace mien::recorded
