#include "emotion/smile.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace mien::emotion {

namespace {

constexpr auto kSmile = static_cast<std::size_t>(Emotion::happiness);
constexpr auto kNone = static_cast<std::size_t>(Emotion::neutral);

class SmileOnly final : public Classifier {
 public:
  explicit SmileOnly(std::unique_ptr<Classifier> inner) : inner_(std::move(inner)) {}
  CropSpec crop(const Detection& detection) const override { return inner_->crop(detection); }
  Canvas canvas(std::size_t slot) override { return inner_->canvas(slot); }
  void classify(std::span<Expression> out) override {
    inner_->classify(out);
    for (Expression& expression : out) expression = smile_of(expression);
  }

 private:
  std::unique_ptr<Classifier> inner_;
};

}  // namespace

Expression smile_of(const Expression& read) {
  Expression told;
  told.valence = told.arousal = std::numeric_limits<float>::quiet_NaN();
  told.doubt = read.doubt;
  // A face that the classes tell nothing of is no face without a smile.
  if (read.label == Emotion::unknown) return told;
  const float smile = read.probabilities[kSmile];
  if (!(smile >= 0 && smile <= 1)) {  // NaN too
    told.doubt = Doubt::low_confidence;
    return told;
  }
  told.probabilities[kSmile] = smile;
  told.probabilities[kNone] = 1 - smile;
  told.label = smile > 1 - smile ? Emotion::happiness : Emotion::neutral;
  told.confidence = std::max(smile, 1 - smile);
  return told;
}

std::unique_ptr<Classifier> smile_only(std::unique_ptr<Classifier> inner) {
  return inner ? std::make_unique<SmileOnly>(std::move(inner)) : nullptr;
}

}  // namespace mien::emotion
