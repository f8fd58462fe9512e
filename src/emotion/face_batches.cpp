#include "emotion/face_batches.h"

#include <exception>
#include <filesystem>
#include <system_error>

#include "mien/error.h"

namespace mien::emotion {
namespace {

using FileTime = std::filesystem::file_time_type;

/// Of a file that is missing the least there is.
FileTime written(const std::filesystem::path& file) {
  std::error_code missing;
  return std::filesystem::last_write_time(file, missing);
}

}  // namespace

FaceNetworks::FaceNetworks(infer::Engine& engine, infer::NetworkSpec spec, std::size_t most)
    : engine_(engine),
      spec_(std::move(spec)),
      most_(most),
      written_(written(spec_.model)),
      one_(engine.compile(spec_)) {}

std::unique_ptr<infer::InferRequest> FaceNetworks::request(std::size_t faces) {
  const std::lock_guard lock(mutex_);
  if (failed_) return nullptr;
  try {
    auto& network = several_[faces];
    if (!network) network = compile(static_cast<int>(faces));
    return network->request();
  } catch (const std::exception& error) {  // whoever has a face to read goes on
    incident_ = std::string("faces are read one by one: ") + error.what();
    failed_ = true;
    return nullptr;
  }
}

std::shared_ptr<infer::Network> FaceNetworks::compile(int faces) {
  spec_.batch = faces;
  auto network = engine_.compile(spec_);
  if (written(spec_.model) != written_)
    throw Error(ErrorKind::model, spec_.name, "its file was replaced since the start");
  return network;
}

}  // namespace mien::emotion
