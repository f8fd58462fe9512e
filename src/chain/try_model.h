#pragma once
/// \file Whether a model that somebody brings works here, before it is taken in.

#include <filesystem>
#include <string>
#include <vector>

#include "mien/pipeline.h"

#include "infer/models.h"

namespace mien::chain {

/// What a trial showed.
struct ModelTrial {
  infer::ModelEntry entry;         ///< with what was found out: `logits`
  std::vector<std::string> notes;  ///< in words, for people
  std::vector<Face> faces;         ///< on the picture
};

/// The model of `file` as `entry` describes it, by one inference for each shape of frame, and on
/// `picture` (empty: none), where a detector must find a face and a classifier reads those that the
/// default detector finds. `find_logits`: `entry.logits` is to be found out. Writes only into a
/// temporary folder. Throws Error(model) where file, shapes or classes do not fit, Error(input)
/// where a file cannot be read, Error(model) where no face is found on the picture.
ModelTrial try_model(infer::ModelEntry entry, bool find_logits, const std::filesystem::path& file,
                     const std::filesystem::path& picture, const ModelStorePaths& paths);

}  // namespace mien::chain
