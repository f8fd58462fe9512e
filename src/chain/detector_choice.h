#pragma once
/// \file The detector of a run or a camera, with what it needs said for it.

#include <string_view>

#include "mien/config.h"
#include "mien/pipeline.h"

namespace mien::chain {

/// HOG and what follows it as the article's first program ran it, or a network.
enum class Family { hog, cnn };

/// The configuration with "auto" (or no) detector replaced by a network that is there, and the
/// reason (face::choose_detector); of the HOG family as it is.
RunConfig with_detector(RunConfig config, const ModelStorePaths& models, Family family);

/// Fills in what was left open: the family's own detector, how often it doubles the picture, grey
/// or colour, and dlib's build (`build`: the family's usual one; empty: "generic"). Throws
/// Error(usage) where the HOG family is to run a network.
void settle_detector(Family family, std::string_view build, RunConfig& config);

}  // namespace mien::chain
