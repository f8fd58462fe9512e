#pragma once
/// \file When a recording was made, as far as its file says.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mien::recorded {

/// `creation_time` of a local video file's container (MP4, MOV, Matroska …), as it stands there
/// (RFC 3339); nullopt where `input` is no such file or does not say. Not the time of the file
/// system, which copying changes.
std::optional<std::string> creation_time(const std::string& input);

/// Date and time in a file's name, as RFC 3339; without a zone unless the name has one:
/// 20261103_091500, 20261103091500, 2026-11-03_09-15-00, 2026-11-03T09:15:00+01:00, and what
/// recorders make of these (ch01_20261103091500_20261103093000.mp4,
/// Screen Recording 2026-11-03 at 09.15.00.mov, 2026-11-03/001/dav/09/09.15.00-09.20.00.dav). Of
/// several times the first is the beginning. Nullopt where there is none.
std::optional<std::string> time_in_name(const std::filesystem::path& file);

/// The same by a pattern of strptime ("%Y%m%d-%H%M%S", "%s"), at its first place in the name that
/// it fits. Nullopt where it fits nowhere.
std::optional<std::string> time_in_name(const std::filesystem::path& file,
                                        const std::string& pattern);

/// The file's last change less the length of the recording; nullopt where `input` is no file.
std::optional<std::chrono::sys_time<std::chrono::milliseconds>> file_time(const std::string& input);

/// What is read of a local input: the file, or the pictures of a folder in their order; none where
/// there is no such thing.
std::vector<std::filesystem::path> files_of(const std::string& input);

}  // namespace mien::recorded
