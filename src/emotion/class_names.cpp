#include "emotion/class_names.h"

#include <utility>

#include "base/letter_case.h"

namespace mien::emotion {
namespace {

constexpr std::pair<std::string_view, Emotion> kSynonyms[] = {
    {"angry", Emotion::anger},        {"disgusted", Emotion::disgust},
    {"fearful", Emotion::fear},       {"afraid", Emotion::fear},
    {"happy", Emotion::happiness},    {"sad", Emotion::sadness},
    {"surprised", Emotion::surprise}, {"contemptuous", Emotion::contempt}};

}  // namespace

std::optional<Emotion> label_named(std::string_view name) {
  const std::string lower = in_small_letters(std::string(name));
  for (const auto& [synonym, emotion] : kSynonyms) {
    if (lower == synonym) return emotion;
  }
  const auto emotion = emotion_named(lower);
  return emotion == Emotion::unknown ? std::nullopt : emotion;
}

std::vector<std::string> label_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kEmotions; ++i) {
    names.emplace_back(name_of(static_cast<Emotion>(i)));
  }
  return names;
}

}  // namespace mien::emotion
