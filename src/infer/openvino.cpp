// With openvino_model the only files that include OpenVINO: the engine seam's other side.
#include <algorithm>
#include <cstring>
#include <mutex>
#include <openvino/openvino.hpp>
#include <sstream>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "infer/compiled_cache.h"
#include "infer/engine.h"
#include "infer/openvino_model.h"
#include "infer/spec.h"

namespace mien::infer {

namespace {

constexpr const char* kDevice = "CPU";

int channels_of(PixelFormat format) { return format == PixelFormat::gray ? 1 : 3; }

// Runs an OpenVINO call and turns what it throws into mien::Error.
template <typename Call>
auto translated(const NetworkSpec& spec, Call&& call) -> decltype(call()) {
  try {
    return call();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {  // ov::Exception, and std ones from its frontends
    refuse(spec, error.what());
  }
}

ov::Tensor tensor_of(const void* bytes, std::size_t size) {
  ov::Tensor tensor(ov::element::u8, {size});
  std::memcpy(tensor.data(), bytes, size);
  return tensor;
}

class OpenVinoRequest final : public InferRequest {
 public:
  OpenVinoRequest(const NetworkSpec& spec, ov::CompiledModel& compiled)
      : spec_(spec), request_(compiled.create_infer_request()) {
    input_ = request_.get_input_tensor();
    // Shapes are static, so the tensors and their addresses stay for the request's life.
    for (std::size_t i = 0; i < compiled.outputs().size(); ++i) {
      ov::Tensor tensor = request_.get_output_tensor(i);
      outputs_.push_back({compiled.output(i).get_names(),
                          {tensor.get_shape(), {tensor.data<float>(), tensor.get_size()}}});
    }
    std::memset(input_.data<std::uint8_t>(), 0, input_.get_byte_size());
  }

  Canvas input(std::size_t slot) override {
    if (slot >= static_cast<std::size_t>(spec_.batch))
      throw Error(ErrorKind::internal, spec_.name, fmt::format("no batch slot {}", slot));
    const int channels = channels_of(spec_.format);
    const std::size_t picture = std::size_t(spec_.width) * spec_.height * channels;
    return {input_.data<std::uint8_t>() + slot * picture, spec_.width, spec_.height,
            spec_.width * channels, spec_.format};
  }

  ~OpenVinoRequest() override {
    if (started_) try {
        request_.wait();
      } catch (const std::exception&) {  // nobody asks for its outputs any more
      }
  }

  void start() override {
    if (spec_.streams == 0) return;
    translated(spec_, [&] { request_.start_async(); });
    started_ = true;
  }

  void infer() override {
    translated(spec_, [&] { std::exchange(started_, false) ? request_.wait() : request_.infer(); });
  }

  Output output(std::string_view name) const override {
    if (const NamedOutput* found = find(name)) return found->view;
    throw Error(ErrorKind::model, spec_.name, fmt::format("the model has no output '{}'", name));
  }

  bool has_output(std::string_view name) const override { return find(name) != nullptr; }
  std::size_t outputs() const override { return outputs_.size(); }

  Output output(std::size_t position) const override {
    if (position < outputs_.size()) return outputs_[position].view;
    throw Error(ErrorKind::model, spec_.name,
                fmt::format("the model has {} outputs, not {}", outputs_.size(), position + 1));
  }

 private:
  struct NamedOutput {
    std::unordered_set<std::string> names;
    Output view;
  };

  const NamedOutput* find(std::string_view name) const {
    for (const auto& output : outputs_)
      for (const auto& own : output.names)
        if (own == name) return &output;
    return nullptr;
  }

  NetworkSpec spec_;
  ov::InferRequest request_;
  ov::Tensor input_;
  std::vector<NamedOutput> outputs_;
  bool started_ = false;
};

// Without streams every request has a compiled network of its own: OpenVINO guards each by a lock,
// and callers of one in common would wait for each other. All but the first are imported from its
// export, in a quarter of the time of a compilation (retinaface at 640 × 384: 31 ms against 134).
class OpenVinoNetwork final : public Network {
 public:
  OpenVinoNetwork(ov::Core core, ov::AnyMap properties, NetworkSpec spec,
                  ov::CompiledModel compiled, ov::Tensor exported)
      : core_(std::move(core)),
        properties_(std::move(properties)),
        spec_(std::move(spec)),
        first_(std::move(compiled)),
        exported_(std::move(exported)) {}

  std::unique_ptr<InferRequest> request() override {
    const std::scoped_lock lock(mutex_);
    return translated(spec_, [&] {
      auto compiled = std::exchange(first_taken_, true) && spec_.streams == 0
                          ? core_.import_model(exported(), kDevice, properties_)
                          : first_;
      return std::make_unique<OpenVinoRequest>(spec_, compiled);
    });
  }

  NetworkWork work() override {
    const std::scoped_lock lock(mutex_);
    return translated(
        spec_, [&] { return work_of(*prepared_model(core_, spec_), *first_.get_runtime_model()); });
  }

  std::vector<LayerTime> layer_times(int inferences) override {
    const std::scoped_lock lock(mutex_);
    return translated(spec_, [&] {
      ov::AnyMap properties = properties_;
      properties.insert(ov::enable_profiling(true));
      auto compiled = core_.compile_model(prepared_model(core_, spec_), kDevice, properties);
      return profiled_layers(compiled, inferences);
    });
  }

  const ov::Tensor& exported() {
    if (!exported_) {
      std::ostringstream stream;
      first_.export_model(stream);
      exported_ = tensor_of(stream.view().data(), stream.view().size());
    }
    return exported_;
  }

 private:
  ov::Core core_;  // a handle
  ov::AnyMap properties_;
  NetworkSpec spec_;
  std::mutex mutex_;
  ov::CompiledModel first_;
  bool first_taken_ = false;
  ov::Tensor exported_;  // empty until needed
};

class OpenVinoEngine final : public Engine {
 public:
  explicit OpenVinoEngine(const std::filesystem::path& cache) : cache_(cache) {}

  std::shared_ptr<Network> compile(const NetworkSpec& spec) override {
    check(spec);
    return translated(spec, [&]() -> std::shared_ptr<Network> {
      const std::string key = cache_.enabled() ? cache_key(spec) : "";
      if (auto cached = imported(key, spec)) return cached;
      auto compiled = core_.compile_model(prepared_model(core_, spec), kDevice, properties(spec));
      check_precision(spec, compiled);
      auto network = std::make_shared<OpenVinoNetwork>(core_, properties(spec), spec,
                                                       std::move(compiled), ov::Tensor());
      if (cache_.enabled()) {
        const ov::Tensor& bytes = network->exported();
        cache_.store(key, {bytes.data<const unsigned char>(), bytes.get_byte_size()});
      }
      return network;
    });
  }

 private:
  // Without streams `infer` does all its work on the thread that calls it. With them OpenVINO hands
  // it to threads of its own, and the caller's CPU time says nothing.
  static ov::AnyMap properties(const NetworkSpec& spec) {
    return {ov::hint::inference_precision(spec.precision == Precision::bf16 ? ov::element::bf16
                                                                            : ov::element::f32),
            ov::num_streams(spec.streams), ov::inference_num_threads(std::max(1, spec.streams)),
            ov::hint::enable_cpu_pinning(false)};
  }

  static void check_precision(const NetworkSpec& spec, const ov::CompiledModel& compiled) {
    if (spec.precision != Precision::bf16) return;
    if (compiled.get_property(ov::hint::inference_precision) == ov::element::bf16) return;
    throw Error(ErrorKind::usage, "precision", "this CPU lacks bf16 (AVX512_BF16 or AMX)",
                "use f32 or auto");
  }

  std::shared_ptr<Network> imported(const std::string& key, const NetworkSpec& spec) {
    const auto bytes = cache_.load(key);
    if (!bytes) return nullptr;
    try {
      const ov::Tensor exported = tensor_of(bytes->data(), bytes->size());
      auto compiled = core_.import_model(exported, kDevice, properties(spec));
      return std::make_shared<OpenVinoNetwork>(core_, properties(spec), spec, std::move(compiled),
                                               exported);
    } catch (const std::exception&) {
      return nullptr;  // made by a build that this one cannot read: compile anew
    }
  }

  CompiledCache cache_;
  ov::Core core_;
};

}  // namespace

std::unique_ptr<Engine> make_engine(int workers, const std::filesystem::path& cache) {
  if (workers < 1) throw Error(ErrorKind::usage, "workers", "at least one is needed");
  try {
    return std::make_unique<OpenVinoEngine>(cache);
  } catch (const ov::Exception& error) {
    throw Error(ErrorKind::internal, "OpenVINO", error.what(),
                "check that its folder of libraries is complete");
  }
}

std::string engine_version() { return ov::get_openvino_version().buildNumber; }

}  // namespace mien::infer
