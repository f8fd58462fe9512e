#include "emotion/class_names.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace mien::emotion {
namespace {

constexpr std::pair<std::string_view, Emotion> kSynonyms[] = {
    {"angry", Emotion::anger},        {"disgusted", Emotion::disgust},
    {"fearful", Emotion::fear},       {"afraid", Emotion::fear},
    {"happy", Emotion::happiness},    {"sad", Emotion::sadness},
    {"surprised", Emotion::surprise}, {"contemptuous", Emotion::contempt}};

}  // namespace

std::optional<Emotion> label_named(std::string_view name) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
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
