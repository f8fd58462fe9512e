#pragma once
/// \file The annotated copy of each input, as a sink.

#include <atomic>
#include <filesystem>
#include <memory>

#include "mien/config.h"
#include "mien/stages.h"

#include "video/video.h"

namespace mien::runtime {

/// Keeps the results of the run in memory and, on close, writes FOLDER/NAME.mp4 for every recorded
/// input (live inputs cannot be read again and are left out). NAME: the camera's name or the
/// file's, made unique.
std::unique_ptr<Sink> make_annotate_sink(const RunConfig& config, std::filesystem::path folder,
                                         const video::AnnotateOptions& options,
                                         const std::atomic<bool>* stop);

}  // namespace mien::runtime
