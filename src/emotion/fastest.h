#pragma once
/// \file In which precision a classifier runs, and how many faces at once.

#include <memory>
#include <string>

#include "emotion/classifiers.h"

namespace mien::emotion {

/// The model of `entry` in the precision asked for; "int8": its quantised file, where the manifest
/// names one. "auto": the fastest of f32, bf16 (where the CPU has it) and that file, by the CPU
/// time of a face. Each alone, and four faces at once where the network says the same of them then.
/// Measured at first use (about 0.5 s) and remembered beside the compiled networks for this CPU,
/// engine and these files; a less exact one, and four at once, have to be 5 % faster. Where others
/// measure at this moment, it waits for them. Where nothing can be remembered, faces are read
/// alone. What `load_classifier` says of the engine holds here, and it throws the same.
std::unique_ptr<ClassifierModel> in_precision(const infer::ModelEntry& entry, Precision precision,
                                              infer::Engine&, const infer::ModelStore&);

}  // namespace mien::emotion
