#pragma once
/// \file What a network computes and moves per inference, from the shapes of its layers.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace mien::infer {

/// Per inference of the whole batch. A multiply-add is two operations. `bytes`: if every counted
/// layer streamed its operands, weights and results in f32: the most that it moves.
struct NetworkWork {
  double flops = 0, bytes = 0;
};

/// A layer that multiplies: type as in OpenVINO's opset ("Convolution", "GroupConvolution",
/// "ConvolutionBackpropData", "GroupConvolutionBackpropData", "MatMul"); others count nothing.
/// Shapes row-major: data [N,C,…], weights [O,I,…], in groups [G,O/G,I/G,…], backprop [I,O,…] and
/// [G,I/G,O/G,…]; MatMul [… ,M,K] × [… ,K,N].
struct LayerShape {
  std::string type;
  std::vector<std::size_t> data, weights, output;
  bool data_transposed = false;  ///< MatMul: data is [… ,K,M]
};

/// Pure. What lies between the layers (activations, pooling, resizing) is not counted: a few per
/// cent.
NetworkWork work_of(const LayerShape&);
NetworkWork work_of(std::span<const LayerShape>);

}  // namespace mien::infer
