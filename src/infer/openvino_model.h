#pragma once
/// \file A model of OpenVINO's: made ready for our pictures, and asked what its layers do.

#include <memory>
#include <openvino/openvino.hpp>
#include <vector>

#include "infer/engine.h"

namespace mien::infer {

/// Static shape, and the way from the u8 canvas to the model's f32 input inside the graph. Throws
/// Error(model) where the model does not fit the spec, and what OpenVINO throws.
std::shared_ptr<ov::Model> prepared_model(ov::Core& core, const NetworkSpec& spec);

/// The layers of a prepared model that multiply, each in the precision in which `running`, the
/// compiled form, runs it.
NetworkWork work_of(const ov::Model& model, const ov::Model& running);

/// Times of a network that was compiled with profiling, the longest first.
std::vector<LayerTime> profiled_layers(ov::CompiledModel& compiled, int inferences);

}  // namespace mien::infer
