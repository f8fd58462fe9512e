#pragma once
/// \file Expression classifiers: any model of kind "emotion" in the manifest.

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mien/stages.h"

#include "infer/engine.h"
#include "infer/models.h"

namespace mien::emotion {

/// A classifier that also tells what its network's second output says, for evaluation.
class ModelClassifier : public Classifier {
 public:
  /// Probabilities in the order of `Emotion` from the output that the manifest's `also` names (it
  /// learned FER2013's labels), 0 for classes that it lacks; of the face that was classified last.
  /// Neither bias nor temperature apply. Nothing where there is no such output, or no face yet.
  virtual std::optional<std::array<float, kEmotions>> also() const = 0;
  /// What the network itself says of a made picture, before softmax and calibration: to find out
  /// what kind of outputs it has. `seed`: another picture for each.
  virtual std::vector<float> probe(unsigned seed) = 0;
};

/// What all workers share of a classifier; makes one Classifier per worker. Thread-safe.
class ClassifierModel {
 public:
  virtual ~ClassifierModel() = default;
  virtual std::unique_ptr<ModelClassifier> make() = 0;
  virtual const ModelInfo& info() const = 0;
  /// Operations and bytes of one face. Takes tens of ms.
  virtual infer::NetworkWork work() { return {}; }
  /// As of `infer::Network`.
  virtual std::vector<infer::LayerTime> layer_times([[maybe_unused]] int inferences) { return {}; }
  /// What went wrong since it was loaded and was made good, in words; empty: nothing. Does not
  /// wait.
  virtual std::string incident() const { return {}; }
};

/// The engine must outlive the model and its classifiers: a network for several faces at once is
/// compiled when a picture first has them. Throws Error(usage) for an unknown name, Error(model)
/// where its file is missing, wrong, or its outputs do not match the manifest's classes.
std::unique_ptr<ClassifierModel> load_classifier(const std::string& name, Precision precision,
                                                 infer::Engine&, const infer::ModelStore&);

}  // namespace mien::emotion
