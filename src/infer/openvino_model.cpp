#include "infer/openvino_model.h"

#include <algorithm>
#include <map>
#include <openvino/op/matmul.hpp>
#include <sstream>

#include <fmt/format.h>

#include "mien/error.h"

#include "infer/work.h"

namespace mien::infer {

namespace {

// Whether the model's own input is N,H,W,C (as of TensorFlow) rather than N,C,H,W.
bool channels_last(const ov::Model& model, const NetworkSpec& spec, int channels) {
  if (model.inputs().size() != 1)
    throw Error(ErrorKind::model, spec.name,
                fmt::format("the model has {} inputs, one picture is fed", model.inputs().size()));
  const ov::PartialShape& shape = model.input().get_partial_shape();
  if (shape.rank().is_dynamic() || shape.rank().get_length() != 4)
    throw Error(ErrorKind::model, spec.name,
                "the model's input is not a picture (its rank is not 4)");
  if (shape[1] == ov::Dimension(channels)) return false;
  if (shape[3] == ov::Dimension(channels)) return true;
  if (shape[1].is_static())
    throw Error(ErrorKind::model, spec.name,
                fmt::format("the model's input does not have {} channels", channels));
  return false;
}

// A note of OpenVINO's on a layer of the compiled model.
std::string note_of(const ov::Node& node, const char* name) {
  const auto& notes = node.get_rt_info();
  const auto found = notes.find(name);
  return found == notes.end() ? std::string() : found->second.as<std::string>();
}

struct RunningLayer {
  double operand_bytes = 4, output_bytes = 4;
};

// By the name of each layer of the model that became part of one that runs.
std::map<std::string, RunningLayer> running_layers(const ov::Model& running) {
  std::map<std::string, RunningLayer> layers;
  for (const auto& node : running.get_ops()) {
    if (node->get_output_size() < 1) continue;
    const std::string precision = note_of(*node, "runtimePrecision");
    const RunningLayer layer{element_bytes(precision, 4),
                             element_bytes(node->get_output_element_type(0).get_type_name(), 4)};
    std::istringstream names(note_of(*node, "originalLayersNames"));
    for (std::string name; std::getline(names, name, ',');) layers[name] = layer;
    layers.try_emplace(node->get_friendly_name(), layer);
  }
  return layers;
}

}  // namespace

// Static shape, and the way from the u8 canvas to the model's f32 input inside the graph.
std::shared_ptr<ov::Model> prepared_model(ov::Core& core, const NetworkSpec& spec) {
  auto model = core.read_model(spec.model);
  const int channels = spec.format == PixelFormat::gray ? 1 : 3;
  const bool last = channels_last(*model, spec, channels);
  const std::int64_t n = spec.batch, h = spec.height, w = spec.width, c = channels;
  model->reshape(last ? ov::PartialShape{n, h, w, c} : ov::PartialShape{n, c, h, w});

  ov::preprocess::PrePostProcessor steps(model);
  auto& input = steps.input();
  input.tensor().set_element_type(ov::element::u8).set_layout("NHWC");
  input.model().set_layout(last ? "NHWC" : "NCHW");
  auto& convert = input.preprocess().convert_element_type(ov::element::f32);
  convert.mean({spec.mean.begin(), spec.mean.begin() + channels});
  convert.scale({spec.scale.begin(), spec.scale.begin() + channels});
  for (std::size_t i = 0; i < model->outputs().size(); ++i)
    steps.output(i).tensor().set_element_type(ov::element::f32);
  model = steps.build();
  for (const auto& output : model->outputs())
    if (output.get_partial_shape().is_dynamic())
      throw Error(ErrorKind::model, spec.name, "an output's size does not follow from the input's");
  return model;
}

NetworkWork work_of(const ov::Model& model, const ov::Model& running) {
  const auto runs = running_layers(running);
  std::vector<LayerShape> layers;
  for (const auto& node : model.get_ops()) {
    if (node->get_input_size() < 2 || node->get_output_size() != 1 || node->is_dynamic()) continue;
    const auto product = ov::as_type_ptr<ov::op::v0::MatMul>(node);
    const auto found = runs.find(node->get_friendly_name());
    const RunningLayer as = found == runs.end() ? RunningLayer{} : found->second;
    layers.push_back({node->get_type_name(), node->get_input_shape(0), node->get_input_shape(1),
                      node->get_output_shape(0), product && product->get_transpose_a(),
                      as.operand_bytes, as.operand_bytes, as.output_bytes});
  }
  return work_of(layers);
}

std::vector<LayerTime> profiled_layers(ov::CompiledModel& compiled, int inferences) {
  ov::InferRequest request = compiled.create_infer_request();
  std::map<std::string, LayerTime> times;
  request.infer();  // warm
  for (int i = 0; i < inferences; ++i) {
    request.infer();
    for (const ov::ProfilingInfo& layer : request.get_profiling_info()) {
      if (layer.status != ov::ProfilingInfo::Status::EXECUTED) continue;
      LayerTime& time = times[layer.node_name];
      time.name = layer.node_name;
      time.type = layer.node_type;
      time.kernel = layer.exec_type;
      time.milliseconds += 1e-3 * static_cast<double>(layer.real_time.count()) / inferences;
    }
  }
  std::vector<LayerTime> layers;
  for (auto& [name, time] : times) layers.push_back(std::move(time));
  std::ranges::stable_sort(layers, std::greater<>(), &LayerTime::milliseconds);
  return layers;
}

}  // namespace mien::infer
