#include "emotion/class_map.h"

#include <algorithm>

#include "mien/error.h"
#include "mien/expression.h"

#include "base/text.h"

namespace mien::emotion {
namespace {

std::vector<std::string> accepted_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= kEmotions; ++i) {
    names.emplace_back(name_of(static_cast<Emotion>(i)));
  }
  names.emplace_back("not-a-face");
  return names;
}

}  // namespace

ClassMap::ClassMap(const std::string& model, std::span<const std::string> classes) {
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const std::string& name = classes[i];
    if (std::find(classes.begin(), classes.begin() + i, name) != classes.begin() + i) {
      throw Error(ErrorKind::model, model, "class '" + name + "' is listed twice",
                  "list every output of the network once, in its order");
    }
    const std::optional<Emotion> emotion = emotion_named(name);
    if (!emotion && name != "not-a-face") {
      throw Error(ErrorKind::model, model, "unknown class '" + name + "'",
                  did_you_mean(name, accepted_names()));
    }
    targets_.push_back(emotion.value_or(Emotion::unknown));
    if (targets_.back() != Emotion::unknown) ++known_;
  }
  if (known_ == 0) {
    throw Error(ErrorKind::model, model, "has no expression among its classes",
                "give `classes` in the order of the network's output");
  }
}

Expression ClassMap::expression_of(std::span<const float> outputs, double min_confidence) const {
  std::array<float, kEmotions> probabilities{};
  float beside = 0, strongest_beside = 0, strongest = 0;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    if (targets_[i] == Emotion::unknown) {
      beside += outputs[i];
      strongest_beside = std::max(strongest_beside, outputs[i]);
    } else {
      probabilities[static_cast<std::size_t>(targets_[i])] = outputs[i];
      strongest = std::max(strongest, outputs[i]);
    }
  }
  if (beside > 0) {
    for (const Emotion target : targets_) {
      if (target == Emotion::unknown) continue;
      probabilities[static_cast<std::size_t>(target)] += beside / static_cast<float>(known_);
    }
  }
  Expression expression = mien::expression_of(probabilities, min_confidence);
  if (strongest_beside > strongest) {
    expression.label = Emotion::unknown;
    expression.doubt = Doubt::low_confidence;
  }
  return expression;
}

}  // namespace mien::emotion
