#pragma once
/// \file The engine seam: networks in, tensors out. `openvino.cpp` is the only file that includes
/// OpenVINO.

#include <array>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/types.h"

#include "infer/work.h"

namespace mien::infer {

/// What this CPU is to compute in: `automatic` becomes bf16 where the CPU has it natively (AMX or
/// AVX512_BF16), else f32; so does `int8`, which is a matter of the network's file: what is not
/// int8 in it, and networks that have no such file.
Precision precision_for(Precision wish);

/// "f32" | "bf16" | "int8" | "auto". Throws Error(usage) on another word.
Precision read_precision(std::string_view word);

/// What a network is fed: u8 canvases; the engine converts to f32 NCHW (or the model's own layout)
/// as (value − mean) / scale per channel, inside the graph.
struct NetworkSpec {
  std::filesystem::path model;  ///< .onnx, .tflite or OpenVINO .xml
  std::string name;             ///< for messages
  int width = 0, height = 0;    ///< canvas pixels
  int batch = 1;
  PixelFormat format = PixelFormat::bgr;
  std::array<float, 3> mean{0, 0, 0};
  std::array<float, 3> scale{1, 1, 1};
  Precision precision = Precision::f32;  ///< not `automatic`
  /// 0: every request infers on its caller's thread alone. Else requests share one compiled
  /// network, whose inferences run on this many threads of the engine's own, each on one.
  int streams = 0;
};

/// One output: f32, row-major; valid until the request's next `infer`.
struct Output {
  std::vector<std::size_t> shape;
  std::span<const float> data;
};

/// One inference at a time, on the calling thread alone unless the network has streams. One per
/// worker. May outlive network and engine.
class InferRequest {
 public:
  virtual ~InferRequest() = default;
  /// The u8 input of batch member `slot`; to be filled before `infer`.
  virtual Canvas input(std::size_t slot = 0) = 0;
  /// Begins what the next `infer` completes; until then the input is not to be touched. Of use
  /// where the network has streams; elsewhere `infer` does all of the work.
  virtual void start() {}
  virtual void infer() = 0;
  /// By the model's own output name, or by position. Throws Error(model) where there is none such.
  virtual Output output(std::string_view name) const = 0;
  virtual Output output(std::size_t position) const = 0;
  virtual bool has_output(std::string_view name) const = 0;
  /// How many there are by position.
  virtual std::size_t outputs() const = 0;
};

/// A network, shared by all workers. Thread-safe. `request` compiles (tens of ms): set-up, not per
/// frame.
class Network {
 public:
  virtual ~Network() = default;
  virtual std::unique_ptr<InferRequest> request() = 0;
  /// Operations and bytes of one inference, of the whole batch; reads the model anew (tens of ms).
  /// Zero where the engine cannot tell.
  virtual NetworkWork work() { return {}; }
  /// What each layer takes, the mean of `inferences` (≥ 1) on the calling thread, the longest
  /// first; compiles anew. Empty where the engine cannot tell.
  virtual std::vector<LayerTime> layer_times([[maybe_unused]] int inferences) { return {}; }
};

/// Compiles networks for `workers` independent single-threaded callers. Thread-safe. Starts no
/// thread but those of networks with streams.
class Engine {
 public:
  virtual ~Engine() = default;
  /// Throws Error(model) where the file is no model or does not fit the spec, Error(usage) where
  /// this CPU, or the model, has no such precision or the size is impossible.
  virtual std::shared_ptr<Network> compile(const NetworkSpec&) = 0;
};

/// `workers`: callers at the same time; each request is a network of its own (unless it has
/// streams), they never wait for each other. `cache`: folder for compiled networks (created on
/// demand; empty: none); what is damaged or unwritable there costs time, never the run.
std::unique_ptr<Engine> make_engine(int workers, const std::filesystem::path& cache);

/// "2026.4.1-…": the engine's own version string, for the software table.
std::string engine_version();

}  // namespace mien::infer
