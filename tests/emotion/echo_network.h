#pragma once
/// \file A network that says what it was shown.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mien/error.h"

#include "emotion/network_classifier.h"

namespace mien::emotion {

/// First byte of a face that the network has no numbers for; under the name "broken" it has none.
constexpr std::uint8_t kUnreadable = 7;

/// A network whose outputs are the first bytes of its input ÷ 255; under the name "mirror" in
/// reversed order.
class EchoRequest : public infer::InferRequest {
 public:
  EchoRequest(const infer::NetworkSpec& spec, std::size_t outputs)
      : spec_(spec),
        stride_(static_cast<std::size_t>(spec.width) * 3 +
                5),  // padded rows, as an engine may have
        bytes_(faces() * picture()),
        outputs_(outputs),
        values_(faces() * outputs) {}
  Canvas input(std::size_t slot) override {
    return {bytes_.data() + slot * picture(), spec_.width, spec_.height, static_cast<int>(stride_),
            spec_.format};
  }
  void infer() override {
    inferred.push_back(spec_.batch);
    for (std::size_t face = 0; face < faces(); ++face) echo(face);
  }
  infer::Output output(std::string_view name) const override {
    if (name == "echo") return output(std::size_t{0});
    if (name != "mirror") throw Error(ErrorKind::model, "echo", "has no such output");
    mirror_.clear();
    for (auto face = values_.begin(); face != values_.end(); face += as_offset(outputs_))
      mirror_.insert(mirror_.end(), std::reverse_iterator(face + as_offset(outputs_)),
                     std::reverse_iterator(face));
    return {{faces(), outputs_}, mirror_};
  }
  infer::Output output(std::size_t) const override { return {{faces(), outputs_}, values_}; }
  bool has_output(std::string_view name) const override {
    return name == "echo" || name == "mirror";
  }
  std::size_t outputs() const override { return 2; }

  static inline thread_local std::vector<int> inferred;  ///< batches, by this thread

 private:
  static std::ptrdiff_t as_offset(std::size_t size) { return static_cast<std::ptrdiff_t>(size); }
  std::size_t faces() const { return static_cast<std::size_t>(spec_.batch); }
  std::size_t picture() const { return stride_ * static_cast<std::size_t>(spec_.height); }
  void echo(std::size_t face) {
    const bool mixes = spec_.name == "mixes";
    const std::uint8_t* from = bytes_.data() + (mixes ? 0 : face) * picture();
    const auto to = values_.begin() + as_offset(face * outputs_);
    const bool dark = from[stride_ * static_cast<std::size_t>(spec_.height - 1)] == 0;
    for (std::size_t i = 0; i < outputs_; ++i)
      to[as_offset(i)] = dark ? 0 : static_cast<float>(from[i]) / 255.0f;
    if (spec_.name == "broken" || from[0] == kUnreadable) std::fill_n(to, outputs_, std::nanf(""));
  }

  infer::NetworkSpec spec_;
  std::size_t stride_;
  std::vector<std::uint8_t> bytes_;
  std::size_t outputs_;
  std::vector<float> values_;
  mutable std::vector<float> mirror_;
};

class EchoNetwork : public infer::Network {
 public:
  EchoNetwork(infer::NetworkSpec spec, std::size_t outputs)
      : spec_(std::move(spec)), outputs_(outputs) {}
  std::unique_ptr<infer::InferRequest> request() override {
    return std::make_unique<EchoRequest>(spec_, outputs_);
  }

 private:
  infer::NetworkSpec spec_;
  std::size_t outputs_;
};

class EchoEngine : public infer::Engine {
 public:
  explicit EchoEngine(std::size_t outputs) : outputs_(outputs) {}
  std::shared_ptr<infer::Network> compile(const infer::NetworkSpec& spec) override {
    compiled.push_back(spec.batch);
    if (spec.batch > most) throw Error(ErrorKind::model, spec.name, "takes fewer faces");
    return std::make_shared<EchoNetwork>(spec, outputs_);
  }

  int most = 4;               ///< faces at once
  std::vector<int> compiled;  ///< batches that were asked for, in order

 private:
  std::size_t outputs_;
};

/// One that outlives what it makes.
inline EchoEngine& echo_engine(std::size_t outputs) {
  static std::map<std::size_t, EchoEngine> engines;
  return engines.try_emplace(outputs, outputs).first->second;
}

inline infer::ModelEntry entry() {
  infer::ModelEntry entry;
  entry.name = "echo";
  entry.kind = "emotion";
  entry.sha256 = "abc";
  entry.licence = "MIT";
  entry.format = PixelFormat::gray;
  entry.width = 8;
  entry.height = 6;
  entry.classes = {"happiness", "neutral"};
  entry.min_confidence = 0.4;
  return entry;
}

inline std::unique_ptr<ClassifierModel> load(const infer::ModelEntry& entry, EchoEngine& engine,
                                             int together) {
  return make_network_classifier(entry, "echo.onnx", Precision::f32, together, engine);
}
inline std::unique_ptr<ClassifierModel> load(const infer::ModelEntry& entry,
                                             std::size_t outputs = 2) {
  return load(entry, echo_engine(outputs), 1);
}

inline void fill(const Canvas& canvas, std::uint8_t first, std::uint8_t second) {
  for (int y = 0; y < canvas.height; ++y) {
    std::memset(canvas.data + y * canvas.stride, 1,
                static_cast<std::size_t>(canvas.width * canvas.channels()));
  }
  canvas.data[0] = first;
  canvas.data[1] = second;
}

}  // namespace mien::emotion
