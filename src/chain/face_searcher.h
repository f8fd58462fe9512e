#pragma once
/// \file The run's own detector, for pictures that are looked at once more.

#include <memory>

#include "mien/config.h"
#include "mien/pipeline.h"

#include "drawing/annotated.h"

namespace mien::chain {

/// Finds faces as the run does: same network, width, precision, threshold and masks; expressions
/// are not read. One thread at a time. The searches that it gives out must not outlive it.
class FaceSearcher {
 public:
  /// Loads the detector. `run`: as it was settled (`settle_detector`). Throws as `mien::run` does.
  FaceSearcher(const RunConfig& run, const ModelStorePaths& paths);
  ~FaceSearcher();
  FaceSearcher(const FaceSearcher&) = delete;
  FaceSearcher& operator=(const FaceSearcher&) = delete;

  /// For pictures of camera number `input`.
  drawing::FaceSearch of(std::size_t input);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::chain
