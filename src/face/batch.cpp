#include "face/batch.h"

#include <algorithm>
#include <string>
#include <utility>

#include "mien/error.h"

namespace mien::face {
namespace {

class SlotRequest final : public infer::InferRequest {
 public:
  SlotRequest(std::shared_ptr<Batch> batch, std::size_t slot, std::string model)
      : batch_(std::move(batch)), slot_(slot), model_(std::move(model)) {}

  Canvas input(std::size_t) override { return batch_->request().input(slot_); }
  void start() override {
    batch_->submit(slot_);
    started_ = true;
  }
  void infer() override {
    if (!std::exchange(started_, false)) batch_->submit(slot_);
    batch_->infer(slot_);
  }
  infer::Output output(std::string_view name) const override {
    return share_of(batch_->request().output(name));
  }
  infer::Output output(std::size_t position) const override {
    return share_of(batch_->request().output(position));
  }
  bool has_output(std::string_view name) const override {
    return batch_->request().has_output(name);
  }
  std::size_t outputs() const override { return batch_->request().outputs(); }

 private:
  infer::Output share_of(infer::Output whole) const {
    const std::size_t pictures = batch_->size();
    if (whole.shape.empty() || whole.shape[0] != pictures)
      throw Error(ErrorKind::usage, model_, "this model cannot infer several pictures at once",
                  "choose another approach than cnn-batched, or another detector");
    const std::size_t values = whole.data.size() / pictures;
    whole.shape[0] = 1;
    whole.data = whole.data.subspan(slot_ * values, values);
    return whole;
  }

  std::shared_ptr<Batch> batch_;
  std::size_t slot_;
  std::string model_;
  bool started_ = false;
};

}  // namespace

void Batch::infer(std::size_t slot) {
  if (!waiting_[slot]) return;
  request_->infer();
  std::fill(waiting_.begin(), waiting_.end(), false);
}

std::unique_ptr<infer::InferRequest> slot_of(std::shared_ptr<Batch> batch, std::size_t slot,
                                             std::string model) {
  return std::make_unique<SlotRequest>(std::move(batch), slot, std::move(model));
}

}  // namespace mien::face
