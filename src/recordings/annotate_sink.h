#pragma once
/// \file The annotated copy of each input, as a sink.

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "mien/config.h"
#include "mien/pipeline.h"
#include "mien/stages.h"

namespace mien::recordings {

/// FOLDER/NAME.mp4 for every camera, by its place; empty for live inputs, which cannot be read
/// again. NAME: the camera's name or the file's, made unique.
std::vector<std::filesystem::path> annotated_files(const RunConfig& config,
                                                   const std::filesystem::path& folder);

struct AnnotateSinkOptions {
  std::filesystem::path folder;
  /// Faces are made unrecognisable: the run's detector searches every frame of the copy, and what
  /// it could not search, or lies in a stretch that the run did not analyse, is painted over whole.
  bool blur = false;
  ModelStorePaths models;                       ///< with `blur`
  const std::atomic<bool>* stop = nullptr;      ///< gives up copies, an interrupted run's at once
  std::function<void(const std::string&)> log;  ///< told of copies that were given up
};

/// Keeps the results of the run in memory and, when it has ended, writes the files of
/// `annotated_files` and counts the frames that are covered in the summary. `config` must outlive
/// the sink.
std::unique_ptr<Sink> make_annotate_sink(const RunConfig& config, AnnotateSinkOptions options);

}  // namespace mien::recordings
