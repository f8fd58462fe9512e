#pragma once
/// \file How well expressions are read: accuracy, calibration and speed on labelled faces.

#include <atomic>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "mien/pipeline.h"

namespace mien::eval {

struct EvalEmotionOptions {
  std::filesystem::path dataset;  ///< as for open_faces (eval_emotion_faces.h)
  std::string part = "all";       ///< "public" | "private" | "all": rows of FER2013's tests
  /// Names of emotion models; empty: every one of the manifest whose file is there.
  std::vector<std::string> emotions;
  std::vector<std::string> precisions = {"auto"};  ///< each model is measured in each of them
  bool robustness = false;    ///< also blurred, dark, compressed, covered (eval_emotion_disturb.h)
  std::filesystem::path out;  ///< folder for eval_emotion.json, pictures and tables; empty: none
};

/// Every model on every face, side by side, on the calling thread; the contract's object.
///
/// `labels` says what a model's figures speak of. "ferplus": FER+'s majority, eight classes, for
/// models with seven too (contempt can then never be right). "folders": the folders' names. And
/// "fer2013" where the data has FER2013's labels alone: seven classes, contempt left out of the
/// guess. `accuracy_fer2013` is always that of seven; a model with an output of its own for them
/// (`also` in the manifest) answers with it. All else is what the product's own output says,
/// calibrated.
///
/// Each face goes the product's way: through the cropper onto the classifier's canvas
/// (eval_emotion_views.h). `ms_per_face`: median CPU time of one thread to classify one face, in
/// the precision that the row is of; `ms_by_precision`: of the same model in each. Where the model
/// of int8 reads in the place of the one that was named (`quantised` in the manifest), the row's
/// precision is "int8", and its sha256 that file's.
/// With `robustness`, "robustness" has for each disturbance the accuracy and what was lost to the
/// same faces undisturbed, with bootstrap intervals of 95 %; otherwise it is null. Throws
/// Error(usage) for names and precisions that are none, Error(model) where a model is missing,
/// Error(input) with file and line where the data set is wrong. Where `stop` was set, what was
/// computed is kept, with "interrupted": true.
nlohmann::json eval_emotion(
    const EvalEmotionOptions&, const ModelStorePaths&,
    const std::function<void(std::int64_t faces, double share)>& progress = {},
    const std::atomic<bool>* stop = nullptr);

}  // namespace mien::eval
