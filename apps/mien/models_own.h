#pragma once
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "context.h"

/// What `mien models add` was given.
struct AddedModel {
  std::string name, file;
  // Of one's own model:
  std::string kind, input, head, outputs = "auto", output, licence = "not stated", note, picture;
  std::vector<std::string> classes;
  double min_confidence = 0, max_iou = 0, temperature = 1, crop_scale = 1.1;
  bool align = false;
};

/// The options of one's own model.
void add_own_model_options(CLI::App& command, AddedModel& model);

/// Tries the model, takes it in and says what was seen. Throws Error(usage) where what was given
/// cannot be, and what `chain::try_model` throws.
void add_own_model(const AppContext& context, const AddedModel& model);

/// `mien models remove NAME`.
void remove_own_model(const AppContext& context, const std::string& name);
