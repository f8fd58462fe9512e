#pragma once
/// \file An engine whose networks answer what the test wants, so that detectors are tested without
/// models.

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "infer/engine.h"

namespace mien::face::testing {

/// Named tensors of an inference on a canvas of `width` × `height`.
using Tensors = std::map<std::string, std::vector<float>, std::less<>>;
using Answer = std::function<Tensors(int width, int height)>;

class FakeRequest final : public infer::InferRequest {
 public:
  FakeRequest(const infer::NetworkSpec& spec, const Answer& answer)
      : spec_(spec),
        tensors_(answer(spec.width, spec.height)),
        pixels_(static_cast<std::size_t>(spec.width) * static_cast<std::size_t>(spec.height) * 3) {}
  Canvas input(std::size_t) override {
    return {pixels_.data(), spec_.width, spec_.height, spec_.width * 3, spec_.format};
  }
  void infer() override {}
  infer::Output output(std::string_view name) const override {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) throw std::runtime_error("no output " + std::string(name));
    return {{found->second.size()}, found->second};
  }
  infer::Output output(std::size_t) const override { throw std::runtime_error("by name, please"); }
  bool has_output(std::string_view name) const override { return tensors_.contains(name); }
  std::size_t outputs() const override { return tensors_.size(); }

 private:
  infer::NetworkSpec spec_;
  Tensors tensors_;
  std::vector<std::uint8_t> pixels_;
};

class FakeNetwork final : public infer::Network {
 public:
  FakeNetwork(infer::NetworkSpec spec, Answer answer)
      : spec_(std::move(spec)), answer_(std::move(answer)) {}
  std::unique_ptr<infer::InferRequest> request() override {
    return std::make_unique<FakeRequest>(spec_, answer_);
  }

 private:
  infer::NetworkSpec spec_;
  Answer answer_;
};

class FakeEngine final : public infer::Engine {
 public:
  explicit FakeEngine(Answer answer) : answer_(std::move(answer)) {}
  std::shared_ptr<infer::Network> compile(const infer::NetworkSpec& spec) override {
    ++compiled;
    return std::make_shared<FakeNetwork>(spec, answer_);
  }
  int compiled = 0;

 private:
  Answer answer_;
};

}  // namespace mien::face::testing
