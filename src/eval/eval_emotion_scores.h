#pragma once
/// \file Accuracy, recall, calibration and rejection from what was guessed of each face.

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "mien/types.h"

namespace mien::eval {

/// A guess and how sure it is, 0..1.
struct Guess {
  Emotion label = Emotion::neutral;
  double confidence = 0;
};

/// The likeliest of `probabilities` (order of `Emotion`). `seven`: contempt, which FER2013 does not
/// know, is left out and its share spread over the others. Pure.
Guess guess_of(const std::array<float, kEmotions>& probabilities, bool seven);

/// One of the equally wide bins of confidence that calibration is measured in.
struct ReliabilityBin {
  double confidence = 0, accuracy = 0;  ///< means over its guesses
  std::int64_t count = 0;
};

/// What remains where guesses less sure than `threshold` are withheld.
struct RejectionPoint {
  double threshold = 0;
  double coverage = 0, accuracy = 0;  ///< share that remains; share of those that is right
};

/// Gathers guesses. Results are 0..1; those that no face speaks for are nothing.
class EmotionScores {
 public:
  static constexpr int kBins = 15;
  using Counts = std::array<std::array<std::int64_t, kEmotions>, kEmotions>;

  void add(Emotion truth, const Guess& guess);

  std::int64_t faces() const { return static_cast<std::int64_t>(guesses_.size()); }
  std::optional<double> accuracy() const;
  /// Share of a class's faces that were found to be it.
  std::optional<double> recall(Emotion) const;
  /// Classes of which there are faces, at least so many: what a macro value is the mean over.
  std::vector<Emotion> classes_with(std::int64_t least) const;
  /// Mean recall of the classes that have at least `least` faces.
  std::optional<double> macro_recall(std::int64_t least) const;
  /// Mean F1 of the classes that have faces; one that is never guessed rightly counts 0.
  std::optional<double> macro_f1() const;
  /// Expected calibration error over `kBins` bins of equal width (Guo et al. 2017).
  std::optional<double> calibration_error() const;
  /// Bins with at least one guess, by rising confidence.
  std::vector<ReliabilityBin> reliability() const;
  RejectionPoint rejection_at(double threshold) const;
  /// Thresholds 0, 0.02, … as far as any guess remains.
  std::vector<RejectionPoint> rejection() const;
  /// [truth][guess], in the order of `Emotion`.
  const Counts& confusion() const { return confusion_; }

 private:
  struct JudgedGuess {
    double confidence;
    bool right;
  };
  std::int64_t faces_of(std::size_t truth) const;

  Counts confusion_{};
  std::vector<JudgedGuess> guesses_;
};

}  // namespace mien::eval
