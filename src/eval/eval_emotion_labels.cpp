#include "eval/eval_emotion_labels.h"

#include <algorithm>
#include <numeric>

namespace mien::eval {
namespace {

constexpr std::size_t kUnknownVote = 8;

constexpr std::array kFer2013 = {Emotion::anger,     Emotion::disgust, Emotion::fear,
                                 Emotion::happiness, Emotion::sadness, Emotion::surprise,
                                 Emotion::neutral};

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

}  // namespace mien::eval
