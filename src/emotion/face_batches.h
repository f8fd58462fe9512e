#pragma once
/// \file Faces that a network reads at once.

#include <cstddef>
#include <memory>
#include <vector>

#include "infer/engine.h"

namespace mien::emotion {

/// A worker's requests of one network, for one face and for more at once. A batch that would not be
/// full is not used. One thread at a time.
class FaceBatches {
 public:
  /// `networks`: the largest batch first, the last one of one face.
  explicit FaceBatches(const std::vector<std::shared_ptr<infer::Network>>& networks) {
    std::size_t faces = std::size_t{1} << networks.size();
    for (const auto& network : networks) requests_.push_back({network->request(), faces /= 2});
  }

  struct Batch {
    std::unique_ptr<infer::InferRequest> request;
    std::size_t faces = 1;
    /// Of an output of the whole batch, what belongs to one face.
    std::span<const float> share(std::span<const float> output, std::size_t slot) const {
      const std::size_t values = output.size() / faces;
      return output.subspan(slot * values, values);
    }
  };
  /// The largest one that `faces` (≥ 1) fill.
  Batch& filled_by(std::size_t faces) {
    for (Batch& batch : requests_)
      if (batch.faces <= faces) return batch;
    return requests_.back();
  }

 private:
  std::vector<Batch> requests_;
};

}  // namespace mien::emotion
