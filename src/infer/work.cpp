#include "infer/work.h"

#include <numeric>
#include <utility>

#include "base/letter_case.h"

namespace mien::infer {

namespace {

double elements(std::span<const std::size_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), 1.0, [](double product, std::size_t n) {
    return product * static_cast<double>(n);
  });
}

// Multiply-adds of a layer: results × terms of each, or for backprop inputs × places that each goes
// to.
double multiply_adds(const LayerShape& layer) {
  const std::span<const std::size_t> weights(layer.weights);
  if (layer.type == "Convolution" && weights.size() > 1)
    return elements(layer.output) * elements(weights.subspan(1));
  if (layer.type == "GroupConvolution" && weights.size() > 2)
    return elements(layer.output) * elements(weights.subspan(2));
  if (layer.type == "ConvolutionBackpropData" && weights.size() > 1)
    return elements(layer.data) * elements(weights.subspan(1));
  if (layer.type == "GroupConvolutionBackpropData" && weights.size() > 2)
    return elements(layer.data) * elements(weights.subspan(2));
  if (layer.type == "MatMul" && !layer.data.empty()) {
    const std::size_t rank = layer.data.size();
    const bool transposed = layer.data_transposed && rank > 1;
    return elements(layer.output) * static_cast<double>(layer.data[rank - (transposed ? 2 : 1)]);
  }
  return 0;
}

}  // namespace

NetworkWork work_of(const LayerShape& layer) {
  const double operations = 2 * multiply_adds(layer);
  if (operations <= 0) return {};
  return {operations, layer.data_bytes * elements(layer.data) +
                          layer.weight_bytes * elements(layer.weights) +
                          layer.output_bytes * elements(layer.output)};
}

double element_bytes(const std::string& precision, double otherwise) {
  const std::string known = in_small_letters(precision);
  constexpr std::pair<const char*, double> kSizes[] = {{"f64", 8},  {"f32", 4},  {"fp32", 4},
                                                       {"i32", 4},  {"bf16", 2}, {"f16", 2},
                                                       {"fp16", 2}, {"i8", 1},   {"u8", 1}};
  for (const auto& [name, bytes] : kSizes)
    if (known == name) return bytes;
  return otherwise;
}

NetworkWork work_of(std::span<const LayerShape> layers) {
  NetworkWork sum;
  for (const LayerShape& layer : layers) {
    const NetworkWork work = work_of(layer);
    sum.flops += work.flops;
    sum.bytes += work.bytes;
  }
  return sum;
}

}  // namespace mien::infer
