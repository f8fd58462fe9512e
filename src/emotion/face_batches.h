#pragma once
/// \file Faces that a network reads at once.

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "infer/engine.h"

namespace mien::emotion {

/// A network for one face, and the same for several at once: each of these is compiled when
/// somebody first has so many; who needs it meanwhile waits. What all workers share; thread-safe.
class FaceNetworks {
 public:
  /// `most`: faces at once, a power of two. `engine` must outlive the object. Throws what
  /// `Engine::compile` throws.
  FaceNetworks(infer::Engine& engine, infer::NetworkSpec spec, std::size_t most);

  infer::Network& one() const { return *one_; }
  std::size_t most() const { return most_; }
  /// A worker's own, for so many faces (> 1). Nothing where it cannot be made: then there is none
  /// for anybody who asks later, and `incident` says why.
  std::unique_ptr<infer::InferRequest> request(std::size_t faces);
  /// In words; empty: nothing failed. Does not wait.
  std::string incident() const { return failed_ ? incident_ : std::string(); }

 private:
  std::shared_ptr<infer::Network> compile(int faces);

  infer::Engine& engine_;
  infer::NetworkSpec spec_;  ///< its batch is guarded by `mutex_`
  const std::size_t most_;
  const std::filesystem::file_time_type written_;  ///< the model's file, when this was made
  const std::shared_ptr<infer::Network> one_;
  std::mutex mutex_;
  std::map<std::size_t, std::shared_ptr<infer::Network>> several_;  ///< guarded; by faces
  std::string incident_;  ///< written once, before `failed_`
  std::atomic<bool> failed_{false};
};

/// A worker's requests, for one face and for more at once, these made on first need. A batch that
/// would not be full is not used. One thread at a time.
class FaceBatches {
 public:
  explicit FaceBatches(std::shared_ptr<FaceNetworks> networks) : networks_(std::move(networks)) {
    for (std::size_t faces = networks_->most(); faces > 1; faces /= 2)
      batches_.push_back({.faces = faces});
    batches_.push_back({.request = networks_->one().request(), .asked = true});
  }

  struct Batch {
    std::size_t faces = 1;
    std::unique_ptr<infer::InferRequest> request;
    bool asked = false;  ///< for the request: once, whatever came of it
    /// Of an output of the whole batch, what belongs to one face.
    std::span<const float> share(std::span<const float> output, std::size_t slot) const {
      const std::size_t values = output.size() / faces;
      return output.subspan(slot * values, values);
    }
  };
  /// The largest one that `faces` (≥ 1) fill, of those that can be had.
  Batch& filled_by(std::size_t faces) {
    for (Batch& batch : batches_)
      if (batch.faces <= faces && is_there(batch)) return batch;
    return batches_.back();
  }

 private:
  bool is_there(Batch& batch) {
    if (!std::exchange(batch.asked, true)) batch.request = networks_->request(batch.faces);
    return batch.request != nullptr;
  }

  std::shared_ptr<FaceNetworks> networks_;
  std::vector<Batch> batches_;  ///< the largest first
};

}  // namespace mien::emotion
