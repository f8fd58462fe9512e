// The only file that includes OpenVINO: the engine seam's other side.
#include <cstring>
#include <mutex>
#include <openvino/openvino.hpp>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/sha256.h"
#include "infer/compiled_cache.h"
#include "infer/cpu.h"
#include "infer/engine.h"

namespace mien::infer {

namespace {

constexpr const char* kDevice = "CPU";

int channels_of(PixelFormat format) { return format == PixelFormat::gray ? 1 : 3; }

// OpenVINO's messages carry source lines and line breaks; the last line says what is wrong.
[[noreturn]] void rethrow(const NetworkSpec& spec, const std::exception& error) {
  std::string text = error.what();
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  if (const auto line = text.rfind('\n'); line != std::string::npos) text.erase(0, line + 1);
  throw Error(ErrorKind::model, spec.name, fmt::format("{}: {}", spec.model.string(), text),
              "check the file with `mien models verify`");
}

// Runs an OpenVINO call and turns what it throws into mien::Error.
template <typename Call>
auto translated(const NetworkSpec& spec, Call&& call) -> decltype(call()) {
  try {
    return call();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {  // ov::Exception, and std ones from its frontends
    rethrow(spec, error);
  }
}

ov::Tensor tensor_of(std::string_view bytes) {
  ov::Tensor tensor(ov::element::u8, {bytes.size()});
  std::memcpy(tensor.data(), bytes.data(), bytes.size());
  return tensor;
}

class OpenVinoRequest final : public Request {
 public:
  OpenVinoRequest(const NetworkSpec& spec, ov::CompiledModel& compiled)
      : spec_(spec), request_(compiled.create_infer_request()) {
    input_ = request_.get_input_tensor();
    // Shapes are static, so the tensors and their addresses stay for the request's life.
    for (std::size_t i = 0; i < compiled.outputs().size(); ++i) {
      const auto& port = compiled.outputs()[i];
      const ov::Tensor tensor = request_.get_output_tensor(i);
      const auto& names = port.get_names();
      outputs_.push_back({{names.begin(), names.end()},
                          tensor,
                          {tensor.get_shape(), {tensor.data<const float>(), tensor.get_size()}}});
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

  void infer() override {
    translated(spec_, [&] { request_.infer(); });
  }

  Output output(std::string_view name) const override {
    for (const auto& output : outputs_)
      for (const auto& own : output.names)
        if (own == name) return output.view;
    throw Error(ErrorKind::model, spec_.name, fmt::format("the model has no output '{}'", name));
  }

  Output output(std::size_t position) const override {
    if (position < outputs_.size()) return outputs_[position].view;
    throw Error(ErrorKind::model, spec_.name,
                fmt::format("the model has {} outputs, not {}", outputs_.size(), position + 1));
  }

 private:
  struct NamedOutput {
    std::vector<std::string> names;
    ov::Tensor tensor;
    Output view;
  };
  NetworkSpec spec_;
  ov::InferRequest request_;
  ov::Tensor input_;
  std::vector<NamedOutput> outputs_;
};

// Every request has a compiled network of its own: OpenVINO guards each by a lock, so that callers
// of one in common would wait for each other. The second and later ones are imported from the first
// one's export, which takes a quarter of a compilation (retinaface at 640 × 384: 31 ms against
// 134).
class OpenVinoNetwork final : public Network {
 public:
  OpenVinoNetwork(ov::Core core, ov::AnyMap properties, NetworkSpec spec,
                  ov::CompiledModel compiled, ov::Tensor exported)
      : core_(std::move(core)),
        properties_(std::move(properties)),
        spec_(std::move(spec)),
        first_(std::move(compiled)),
        exported_(std::move(exported)) {}

  std::unique_ptr<Request> request() override {
    const std::scoped_lock lock(mutex_);
    return translated(spec_, [&] {
      auto compiled = std::exchange(first_taken_, true)
                          ? core_.import_model(exported(), kDevice, properties_)
                          : first_;
      return std::make_unique<OpenVinoRequest>(spec_, compiled);
    });
  }

  const ov::Tensor& exported() {
    if (!exported_) {
      std::ostringstream stream;
      first_.export_model(stream);
      exported_ = tensor_of(stream.view());
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

// Whether the model's own input is N,H,W,C (as of TensorFlow) rather than N,C,H,W.
bool channels_last(const ov::PartialShape& shape, int channels) {
  if (shape[1].is_static() && shape[1].get_length() == channels) return false;
  return shape[3].is_static() && shape[3].get_length() == channels;
}

void check_input(const ov::Model& model, const NetworkSpec& spec, int channels) {
  if (model.inputs().size() != 1)
    throw Error(ErrorKind::model, spec.name,
                fmt::format("the model has {} inputs, one picture is fed", model.inputs().size()));
  const ov::PartialShape& shape = model.input().get_partial_shape();
  if (shape.rank().is_dynamic() || shape.rank().get_length() != 4)
    throw Error(ErrorKind::model, spec.name, "the model's input is no picture (rank is not 4)");
  const ov::Dimension last(channels);
  if (!shape[1].compatible(last) && !shape[3].compatible(last))
    throw Error(ErrorKind::model, spec.name,
                fmt::format("the model's input does not have {} channels", channels));
}

// Static shape, and the way from the u8 canvas to the model's f32 input inside the graph.
std::shared_ptr<ov::Model> prepared(ov::Core& core, const NetworkSpec& spec) {
  auto model = core.read_model(spec.model);
  const int channels = channels_of(spec.format);
  check_input(*model, spec, channels);
  const bool last = channels_last(model->input().get_partial_shape(), channels);
  const std::int64_t n = spec.batch, h = spec.height, w = spec.width, c = channels;
  model->reshape(last ? ov::PartialShape{n, h, w, c} : ov::PartialShape{n, c, h, w});

  ov::preprocess::PrePostProcessor steps(model);
  auto& input = steps.input();
  input.tensor().set_element_type(ov::element::u8).set_layout("NHWC");
  input.model().set_layout(last ? "NHWC" : "NCHW");
  auto& convert = input.preprocess().convert_element_type(ov::element::f32);
  const auto begin = spec.mean.begin(), scale = spec.scale.begin();
  convert.mean(std::vector<float>(begin, begin + channels));
  convert.scale(std::vector<float>(scale, scale + channels));
  for (std::size_t i = 0; i < model->outputs().size(); ++i)
    steps.output(i).tensor().set_element_type(ov::element::f32);
  model = steps.build();
  for (const auto& output : model->outputs())
    if (output.get_partial_shape().is_dynamic())
      throw Error(ErrorKind::model, spec.name, "an output's size does not follow from the input's");
  return model;
}

std::string hash_of(const NetworkSpec& spec) {
  std::string hash = sha256_of_file(spec.model);
  auto weights = spec.model;
  weights.replace_extension(".bin");
  if (spec.model.extension() == ".xml" && std::filesystem::exists(weights))
    hash += sha256_of_file(weights);
  return hash;
}

class OpenVinoEngine final : public Engine {
 public:
  explicit OpenVinoEngine(const std::filesystem::path& cache) : cache_(cache) {}

  std::shared_ptr<Network> compile(const NetworkSpec& spec) override {
    check(spec);
    return translated(spec, [&]() -> std::shared_ptr<Network> {
      const std::string key = key_of(spec);
      if (auto cached = imported(key, spec)) return cached;
      auto compiled = core_.compile_model(prepared(core_, spec), kDevice, properties(spec));
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
  // Without streams OpenVINO starts no thread, and `infer` does all its work on the thread that
  // calls it. (With streams it hands the work to a thread of its own, and the caller's CPU time
  // says nothing.)
  static ov::AnyMap properties(const NetworkSpec& spec) {
    return {ov::hint::inference_precision(spec.precision == Precision::bf16 ? ov::element::bf16
                                                                            : ov::element::f32),
            ov::num_streams(0), ov::inference_num_threads(1), ov::hint::enable_cpu_pinning(false)};
  }

  static void check(const NetworkSpec& spec) {
    if (spec.precision == Precision::int8)
      throw Error(ErrorKind::usage, "precision", fmt::format("no int8 variant of {}", spec.name),
                  "use f32, bf16 or auto");
    if (spec.width <= 0 || spec.height <= 0 || spec.batch <= 0 || spec.width > 16384 ||
        spec.height > 16384 || spec.batch > 1024)
      throw Error(ErrorKind::usage, spec.name,
                  fmt::format("cannot be fed {} × {} × {}", spec.batch, spec.width, spec.height));
    std::error_code failed;
    if (!std::filesystem::is_regular_file(spec.model, failed))
      throw Error(ErrorKind::model, spec.name, spec.model.string() + " is missing",
                  "get it with `mien models pull " + spec.name + "`");
  }

  static void check_precision(const NetworkSpec& spec, const ov::CompiledModel& compiled) {
    if (spec.precision != Precision::bf16) return;
    if (compiled.get_property(ov::hint::inference_precision) == ov::element::bf16) return;
    throw Error(ErrorKind::usage, "precision", "this CPU lacks bf16 (AVX512_BF16 or AMX)",
                "use f32 or auto");
  }

  std::string key_of(const NetworkSpec& spec) const {
    if (!cache_.enabled()) return {};
    return fmt::format("1 {} {}x{}x{} {} mean {} {} {} scale {} {} {} {} {} {}", hash_of(spec),
                       spec.batch, spec.width, spec.height, static_cast<int>(spec.format),
                       spec.mean[0], spec.mean[1], spec.mean[2], spec.scale[0], spec.scale[1],
                       spec.scale[2], name_of(spec.precision), cpu_signature(), engine_version());
  }

  std::shared_ptr<Network> imported(const std::string& key, const NetworkSpec& spec) {
    const auto bytes = cache_.load(key);
    if (!bytes) return nullptr;
    try {
      const ov::Tensor exported =
          tensor_of({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
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
    throw Error(ErrorKind::internal, "OpenVINO", error.what(), "is its folder of libraries whole?");
  }
}

std::string engine_version() { return ov::get_openvino_version().buildNumber; }

}  // namespace mien::infer
