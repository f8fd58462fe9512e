#pragma once
/// \file A classifier from a manifest entry and a model file, without the store that keeps them.

#include <filesystem>
#include <memory>

#include "emotion/classifiers.h"
#include "infer/engine.h"
#include "infer/models.h"

namespace mien::emotion {

/// Compiles `file`, tries it once on a gray face, and keeps it as `entry` says. Of the faces of a
/// picture it reads so many `together` as are there, at most that many (a power of two), and in
/// halves of it: 4: four, two, one. The networks for more than one are compiled when a picture
/// first has so many faces, once for all classifiers, so `engine` must outlive them; where that
/// fails, faces are read one by one from then on, and `ClassifierModel::incident` says why.
/// Throws Error(model) where the entry is impossible, the file is no model, or its outputs do not
/// match the entry's classes.
std::unique_ptr<ClassifierModel> make_network_classifier(const infer::ModelEntry& entry,
                                                         const std::filesystem::path& file,
                                                         Precision precision, int together,
                                                         infer::Engine& engine);

}  // namespace mien::emotion
