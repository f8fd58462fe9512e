#include "emotion/face_batches.h"

#include <exception>

namespace mien::emotion {

FaceNetworks::FaceNetworks(infer::Engine& engine, infer::NetworkSpec spec, std::size_t most)
    : engine_(engine), spec_(std::move(spec)), most_(most), one_(engine.compile(spec_)) {}

std::unique_ptr<infer::InferRequest> FaceNetworks::request(std::size_t faces) {
  const std::lock_guard lock(mutex_);
  if (failed_) return nullptr;
  try {
    auto& network = several_[faces];
    spec_.batch = static_cast<int>(faces);
    if (!network) network = engine_.compile(spec_);
    return network->request();
  } catch (const std::exception& error) {  // whoever has a face to read goes on
    incident_ = std::string("faces are read one by one: ") + error.what();
    failed_ = true;
    return nullptr;
  }
}

}  // namespace mien::emotion
