#pragma once
/// \file Several pictures in one inference.

#include <memory>
#include <string>
#include <vector>

#include "infer/engine.h"

namespace mien::face {

/// A request of a network with a batch, shared by as many users as it has slots. One thread at a
/// time, all users.
class Batch {
 public:
  /// `size`: of the network's batch.
  Batch(std::shared_ptr<infer::Network> network, std::size_t size)
      : network_(std::move(network)), request_(network_->request()), waiting_(size, false) {}

  infer::InferRequest& request() { return *request_; }
  std::size_t size() const { return waiting_.size(); }
  /// The slot's picture is complete.
  void submit(std::size_t slot) { waiting_[slot] = true; }
  /// Makes the outputs of a submitted slot those of its picture; does nothing where another slot's
  /// `infer` did.
  void infer(std::size_t slot);

 private:
  std::shared_ptr<infer::Network> network_;  ///< outlives `request_`
  std::unique_ptr<infer::InferRequest> request_;
  std::vector<bool> waiting_;  ///< by slot: submitted, not inferred
};

/// One slot of a batch as a request of its own: outputs are the slot's share. Throws Error(usage)
/// from `output` where the model's outputs do not keep pictures apart, for it cannot be batched
/// then.
std::unique_ptr<infer::InferRequest> slot_of(std::shared_ptr<Batch> batch, std::size_t slot,
                                             std::string model);

}  // namespace mien::face
