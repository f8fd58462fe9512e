#include "eval/eval_emotion_labels.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace mien::eval {
namespace {

constexpr std::size_t kUnknownVote = 8;

constexpr std::array kFer2013 = {Emotion::anger,     Emotion::disgust, Emotion::fear,
                                 Emotion::happiness, Emotion::sadness, Emotion::surprise,
                                 Emotion::neutral};

constexpr std::pair<std::string_view, Emotion> kSynonyms[] = {
    {"angry", Emotion::anger},        {"disgusted", Emotion::disgust},
    {"fearful", Emotion::fear},       {"afraid", Emotion::fear},
    {"happy", Emotion::happiness},    {"sad", Emotion::sadness},
    {"surprised", Emotion::surprise}, {"contemptuous", Emotion::contempt}};

}  // namespace

Majority majority_of(const FerPlusVotes& votes) {
  FerPlusVotes kept = votes;
  for (int& count : kept) {
    if (count <= 1) count = 0;
  }
  const int sum = std::accumulate(kept.begin(), kept.end(), 0);
  const auto most = std::max_element(kept.begin(), kept.end());
  if (2 * *most <= sum) return {};
  const auto place = static_cast<std::size_t>(most - kept.begin());
  if (place == kUnknownVote) return {Majority::Kind::unknown, std::nullopt};
  if (place > kUnknownVote) return {Majority::Kind::not_a_face, std::nullopt};
  return {Majority::Kind::expression, static_cast<Emotion>(place)};
}

std::optional<Emotion> fer2013_label(int number) {
  if (number < 0 || number >= static_cast<int>(kFer2013.size())) return std::nullopt;
  return kFer2013[static_cast<std::size_t>(number)];
}

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

}  // namespace mien::eval
