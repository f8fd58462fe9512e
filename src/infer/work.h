#pragma once
/// \file What a network computes and moves per inference, from the shapes of its layers.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace mien::infer {

/// Per inference of the whole batch. A multiply-add is two operations. `bytes`: if every counted
/// layer streamed its operands, weights and results: the most that it moves.
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
  /// Bytes of an element: 4 in f32, 2 in bf16, 1 in int8.
  double data_bytes = 4, weight_bytes = 4, output_bytes = 4;
};

/// Bytes of an element in a precision by the engine's name, whatever its case ("f32", "BF16",
/// "u8"); `otherwise` where it is none. Pure.
double element_bytes(const std::string& precision, double otherwise);

/// What a layer took of an inference, on one thread.
struct LayerTime {
  std::string name, type;  ///< "conv3_2", "Convolution"
  std::string kernel;      ///< as the engine calls it: "brgconv_avx512_bf16"
  double milliseconds = 0;
};

/// Pure. What lies between the layers (activations, pooling, resizing) is not counted: a few per
/// cent.
NetworkWork work_of(const LayerShape&);
NetworkWork work_of(std::span<const LayerShape>);

}  // namespace mien::infer
