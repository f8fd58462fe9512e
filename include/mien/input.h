#pragma once
/// \file Inputs that come without a name, and cameras of several recordings.

#include <functional>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/export.h"
#include "mien/types.h"

namespace mien {

/// A camera for an input that was given without a name: named as the input is written, without
/// passwords, and with a number where `others` have that name already ("clip.mp4 (2)").
MIEN_API CameraConfig camera_of(const std::string& input,
                                const std::vector<CameraConfig>& others = {});

/// What `mien run` does with a configuration before it runs it. A camera that names several
/// recordings (CameraConfig::more_inputs, a folder or a pattern of them) becomes one for each, in
/// the order of time. A recording in front of a known content that has no `started_at` is dated: by
/// the container's creation time, else its name, else its file's time. `clock`: of the store,
/// empty: UTC. `log` is told what was taken and what was guessed, in words; may be empty. Throws
/// Error(input) where a pattern fits nothing.
MIEN_API RunConfig with_recordings(RunConfig config, const UtcOffset& clock = {},
                                   const std::function<void(const std::string&)>& log = {});

}  // namespace mien
