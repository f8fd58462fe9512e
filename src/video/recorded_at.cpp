#include "video/recorded_at.h"

#include <filesystem>

#include "video/demuxer.h"

namespace mien::video {

std::optional<std::string> creation_time(const std::string& input) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(input, ignored)) return std::nullopt;
  try {
    const Demuxer demuxer(input, open_file(input));
    for (const AVDictionary* tags : {demuxer.format().metadata, demuxer.stream().metadata})
      if (const AVDictionaryEntry* entry = av_dict_get(tags, "creation_time", nullptr, 0))
        return entry->value;
  } catch (const Error&) {
    // Told where the input is read.
  }
  return std::nullopt;
}

}  // namespace mien::video
