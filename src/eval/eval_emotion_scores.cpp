#include "eval/eval_emotion_scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mien::eval {
namespace {

constexpr double kThresholdStep = 0.02;

std::optional<double> mean_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double ratio(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

Guess guess_of(const std::array<float, kEmotions>& probabilities, bool seven) {
  auto values = probabilities;
  if (seven) values[static_cast<std::size_t>(Emotion::contempt)] = 0;
  const auto most = std::max_element(values.begin(), values.end());
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return {static_cast<Emotion>(most - values.begin()), sum > 0 ? *most / sum : 0};
}

void EmotionScores::add(Emotion truth, const Guess& guess) {
  ++confusion_[static_cast<std::size_t>(truth)][static_cast<std::size_t>(guess.label)];
  guesses_.push_back({guess.confidence, truth == guess.label});
}

std::int64_t EmotionScores::faces_of(std::size_t truth) const {
  return std::accumulate(confusion_[truth].begin(), confusion_[truth].end(), std::int64_t{0});
}

std::optional<double> EmotionScores::accuracy() const {
  if (guesses_.empty()) return std::nullopt;
  return ratio(std::ranges::count(guesses_, true, &JudgedGuess::right), faces());
}

std::optional<double> EmotionScores::recall(Emotion emotion) const {
  const auto truth = static_cast<std::size_t>(emotion);
  if (faces_of(truth) == 0) return std::nullopt;
  return ratio(confusion_[truth][truth], faces_of(truth));
}

std::vector<Emotion> EmotionScores::classes_with(std::int64_t least) const {
  std::vector<Emotion> classes;
  for (std::size_t i = 0; i < kEmotions; ++i)
    if (faces_of(i) > 0 && faces_of(i) >= least) classes.push_back(static_cast<Emotion>(i));
  return classes;
}

std::optional<double> EmotionScores::macro_recall(std::int64_t least) const {
  std::vector<double> values;
  for (const Emotion emotion : classes_with(least)) values.push_back(*recall(emotion));
  return mean_of(values);
}

std::optional<double> EmotionScores::macro_f1() const {
  std::vector<double> values;
  for (std::size_t i = 0; i < kEmotions; ++i) {
    if (faces_of(i) == 0) continue;
    std::int64_t guessed = 0;
    for (const auto& row : confusion_) guessed += row[i];
    values.push_back(ratio(2 * confusion_[i][i], faces_of(i) + guessed));
  }
  return mean_of(values);
}

std::vector<ReliabilityBin> EmotionScores::reliability() const {
  std::array<ReliabilityBin, kBins> bins{};
  for (const JudgedGuess& guess : guesses_) {
    const int place = static_cast<int>(guess.confidence * kBins);
    ReliabilityBin& bin = bins[static_cast<std::size_t>(std::clamp(place, 0, kBins - 1))];
    ++bin.count;
    bin.confidence += guess.confidence;
    bin.accuracy += guess.right ? 1 : 0;
  }
  std::vector<ReliabilityBin> filled;
  for (ReliabilityBin bin : bins) {
    if (bin.count == 0) continue;
    bin.confidence /= static_cast<double>(bin.count);
    bin.accuracy /= static_cast<double>(bin.count);
    filled.push_back(bin);
  }
  return filled;
}

std::optional<double> EmotionScores::calibration_error() const {
  if (guesses_.empty()) return std::nullopt;
  double error = 0;
  for (const ReliabilityBin& bin : reliability())
    error += ratio(bin.count, faces()) * std::abs(bin.confidence - bin.accuracy);
  return error;
}

RejectionPoint EmotionScores::rejection_at(double threshold) const {
  std::int64_t kept = 0, right = 0;
  for (const JudgedGuess& guess : guesses_) {
    if (guess.confidence < threshold) continue;
    ++kept;
    right += guess.right ? 1 : 0;
  }
  if (kept == 0) return {threshold, 0, 0};
  return {threshold, ratio(kept, faces()), ratio(right, kept)};
}

std::vector<RejectionPoint> EmotionScores::rejection() const {
  std::vector<RejectionPoint> points;
  for (int i = 0; i * kThresholdStep < 1; ++i) {
    const RejectionPoint point = rejection_at(i * kThresholdStep);
    if (point.coverage <= 0) break;
    points.push_back(point);
  }
  return points;
}

}  // namespace mien::eval
