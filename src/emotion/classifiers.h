#pragma once
/// \file Expression classifiers: any model of kind "emotion" in the manifest.

#include <memory>
#include <string>

#include "mien/stages.h"

#include "infer/engine.h"
#include "infer/models.h"

namespace mien::emotion {

/// What all workers share of a classifier; makes one Classifier per worker. Thread-safe.
class ClassifierModel {
 public:
  virtual ~ClassifierModel() = default;
  virtual std::unique_ptr<Classifier> make() = 0;
  virtual const ModelInfo& info() const = 0;
};

/// Throws Error(usage) for an unknown name, Error(model) where its file is missing, wrong, or its
/// output does not match the manifest's classes.
std::unique_ptr<ClassifierModel> load_classifier(const std::string& name,
                                                 const std::string& precision, infer::Engine&,
                                                 const infer::ModelStore&);

}  // namespace mien::emotion
