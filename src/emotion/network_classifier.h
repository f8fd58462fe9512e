#pragma once
/// \file A classifier from a manifest entry and a model file, without the store that keeps them.

#include <filesystem>
#include <memory>

#include "emotion/classifiers.h"
#include "infer/engine.h"
#include "infer/models.h"

namespace mien::emotion {

/// Compiles `file`, tries it once on a gray face, and keeps it as `entry` says.
/// Throws Error(model) where the entry is impossible, the file is no model, or its outputs do not
/// match the entry's classes.
std::unique_ptr<ClassifierModel> make_network_classifier(const infer::ModelEntry& entry,
                                                         const std::filesystem::path& file,
                                                         Precision precision,
                                                         infer::Engine& engine);

}  // namespace mien::emotion
