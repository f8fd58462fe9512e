#pragma once
/// \file Stages that the caller brings.

#include <memory>

#include "mien/pipeline.h"

#include "face/detectors.h"

namespace mien::chain {

/// The configuration with the names of the caller's stages in the place of models' names: nothing
/// is chosen or loaded for them. Throws Error(usage) where one cannot be made.
RunConfig with_own(RunConfig config, const OwnStages& stages);

/// As a model that every worker shares.
std::unique_ptr<face::DetectorModel> own_detector_model(const OwnDetector& own,
                                                        const face::DetectorOptions& options);

}  // namespace mien::chain
