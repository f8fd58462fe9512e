#pragma once
/// \file Which recordings a camera's input names, where it names several.

#include <optional>
#include <string>
#include <vector>

#include "mien/summary.h"

namespace mien::recorded {

struct RecordingFiles {
  std::vector<std::string> files;       ///< by name, digits as numbers
  std::vector<PassedOver> passed_over;  ///< what lies beside them and is no recording
};

/// The recordings of a folder and of the folders within it, or of a pattern as the shell has it
/// (`rec/*.mp4`; a folder that fits gives its own). Files are told by content, hidden ones are not
/// looked at. Nullopt where `input` is one thing by itself: a file, a folder that holds pictures or
/// no recording, a device, an address, a replayed clip. Throws Error(input) where nothing fits a
/// pattern.
std::optional<RecordingFiles> recording_files(const std::string& input);

}  // namespace mien::recorded
