#include "eval/eval_emotion_run.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "emotion/class_names.h"
#include "eval/eval_emotion_labels.h"
#include "infer/cpu.h"
#include "statistics/repeats.h"
#include "statistics/statistics.h"

namespace mien::eval {
namespace {

constexpr std::int64_t kFewestFaces = 50;  ///< of a class, to have a say in the macro recall
constexpr CropError kNoError{"", 1, 0, 0};

nlohmann::json or_null(const std::optional<double>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json();
}

nlohmann::json to_json(const Estimate& estimate) {
  return {{"value", estimate.value}, {"low", estimate.low}, {"high", estimate.high}};
}

nlohmann::json confusion_of(const EmotionScores& scores) {
  auto labels = nlohmann::json::array();
  for (const std::string& name : emotion::label_names()) labels.push_back(name);
  return {{"labels", labels}, {"counts", scores.confusion()}};
}

nlohmann::json recall_of(const EmotionScores& scores) {
  auto recall = nlohmann::json::object();
  for (std::size_t i = 0; i < kEmotions; ++i) {
    const auto emotion = static_cast<Emotion>(i);
    recall[std::string(name_of(emotion))] = or_null(scores.recall(emotion));
  }
  return recall;
}

nlohmann::json reliability_of(const EmotionScores& scores) {
  auto bins = nlohmann::json::array();
  for (const ReliabilityBin& bin : scores.reliability())
    bins.push_back(
        {{"confidence", bin.confidence}, {"accuracy", bin.accuracy}, {"count", bin.count}});
  return bins;
}

nlohmann::json to_json(const RejectionPoint& point) {
  return {{"threshold", point.threshold},
          {"coverage", point.coverage},
          {"accuracy", point.coverage > 0 ? nlohmann::json(point.accuracy) : nlohmann::json()}};
}

nlohmann::json rejection_of(const EmotionScores& scores) {
  auto points = nlohmann::json::array();
  for (const RejectionPoint& point : scores.rejection()) points.push_back(to_json(point));
  return points;
}

}  // namespace

double milliseconds_per_face(Classifier& classifier) {
  constexpr int kWarmUp = 20, kRepeats = 300;
  const Canvas canvas = classifier.canvas(0);
  for (int y = 0; y < canvas.height; ++y)
    std::memset(canvas.data + static_cast<std::ptrdiff_t>(y) * canvas.stride, y * 5,
                static_cast<std::size_t>(canvas.width) * canvas.channels());
  Expression expression;
  std::vector<double> times;
  for (int i = 0; i < kWarmUp + kRepeats; ++i) {
    const double start = thread_cpu_ms();
    classifier.classify({&expression, 1});
    if (i >= kWarmUp) times.push_back(thread_cpu_ms() - start);
  }
  return median(times);
}

EmotionRun::EmotionRun(const infer::ModelEntry& entry, const std::string& precision, bool eight,
                       infer::Engine& engine, const infer::ModelStore& store)
    : entry_(entry), eight_(eight) {
  const auto model =
      emotion::load_classifier(entry.name, infer::read_precision(precision), engine, store);
  // `int8`, and `auto` where it is the fastest, take the file of the entry that is quantised.
  precision_ = model->info().precision;
  sha256_ = model->info().sha256;
  classifier_ = model->make();
  ms_[precision_] = milliseconds_per_face(*classifier_);
  const auto measure = [&](Precision other) {
    const std::string word(name_of(other));
    if (!ms_.contains(word))
      ms_[word] = milliseconds_per_face(
          *emotion::load_classifier(entry.name, other, engine, store)->make());
  };
  measure(Precision::f32);
  if (infer::cpu_features().native_bf16()) measure(Precision::bf16);
  const bool small = !entry.quantised.empty() &&
                     store.verify(store.find(entry.quantised)) == infer::ModelStore::State::ok;
  if (small) measure(Precision::int8);
}

Guess EmotionRun::read(const Frame& frame, const CropError& error) {
  CropSpec crop = whole_picture(frame, entry_.crop_scale, *classifier_);
  crop.center.x += error.right * crop.side;
  crop.center.y += error.down * crop.side;
  crop.side *= error.scale;
  cropper_.cut(frame, crop, classifier_->canvas(0));
  classifier_->classify({&expression_, 1});
  return guess_of(expression_.probabilities, !eight_);
}

void EmotionRun::look(const LabelledFace& face, std::span<const Frame> smaller,
                      std::span<const Frame> disturbed) {
  ++images_;
  const std::optional<Emotion> truth = eight_ ? face.eight : face.seven;
  if (!truth && !face.seven) return;
  const Guess guess = read(face.frame, kNoError);
  if (face.seven) {
    const auto also = classifier_->also();
    ++seven_.faces;
    const Guess of_seven = guess_of(also ? *also : expression_.probabilities, true);
    seven_.right += of_seven.label == *face.seven ? 1 : 0;
  }
  if (!truth) return;
  main_.add(*truth, guess);
  const auto tally = [&](GuessCounts& counts, const Guess& seen) {
    ++counts.faces;
    counts.right += seen.label == *truth ? 1 : 0;
  };
  for (std::size_t i = 0; i < by_height_.size(); ++i)
    tally(by_height_[i],
          smaller[i].info.height == face.frame.info.height ? guess : read(smaller[i], kNoError));
  for (std::size_t i = 0; i < by_crop_.size(); ++i)
    tally(by_crop_[i], read(face.frame, kCropErrors[i]));
  right_.push_back(guess.label == *truth ? 1 : 0);
  for (std::size_t i = 0; i < disturbed.size(); ++i)
    right_disturbed_[i].push_back(read(disturbed[i], kNoError).label == *truth ? 1 : 0);
}

nlohmann::json EmotionRun::GuessCounts::share() const {
  if (faces == 0) return nullptr;
  return static_cast<double>(right) / static_cast<double>(faces);
}

nlohmann::json EmotionRun::times() const {
  nlohmann::json all{{"f32", nullptr}, {"bf16", nullptr}, {"int8", nullptr}};
  for (const auto& [precision, ms] : ms_) all[precision] = ms;
  return all;
}

nlohmann::json EmotionRun::robustness() const {
  if (right_.empty() || right_disturbed_[0].empty()) return nullptr;
  nlohmann::json result = {{"undisturbed", {{"accuracy", to_json(bootstrap_mean(right_))}}}};
  std::vector<double> lost(right_.size());
  for (std::size_t kind = 0; kind < kDisturbances.size(); ++kind) {
    const std::vector<double>& right = right_disturbed_[kind];
    std::ranges::transform(right_, right, lost.begin(), std::minus());
    result[std::string(kDisturbances[kind])] = {{"accuracy", to_json(bootstrap_mean(right))},
                                                {"lost", to_json(bootstrap_mean(lost))}};
  }
  return result;
}

namespace {

nlohmann::json class_names(const std::vector<Emotion>& classes) {
  nlohmann::json names = nlohmann::json::array();
  for (const Emotion emotion : classes) names.push_back(name_of(emotion));
  return names;
}

}  // namespace

nlohmann::json EmotionRun::result(const std::string& labels) const {
  nlohmann::json by_height, by_crop;
  for (std::size_t i = 0; i < by_height_.size(); ++i)
    by_height[std::to_string(kFaceHeights[i])] = by_height_[i].share();
  for (std::size_t i = 0; i < by_crop_.size(); ++i)
    by_crop[kCropErrors[i].name] = by_crop_[i].share();
  const nlohmann::json accuracy = or_null(main_.accuracy());
  return {{"name", entry_.name},
          {"sha256", sha256_},
          {"precision", precision_},
          {"images", images_},
          {"labels", labels},
          {"labelled_images", main_.faces()},
          {"labelled_images_fer2013", seven_.faces},
          {"accuracy", accuracy},
          {"accuracy_ferplus", labels == "ferplus" ? accuracy : nlohmann::json()},
          {"accuracy_fer2013", seven_.share()},
          {"fer2013_by", classifier_->also() ? "its own output" : "the main output"},
          {"macro_f1", or_null(main_.macro_f1())},
          {"macro_recall", or_null(main_.macro_recall(kFewestFaces))},
          {"macro_recall_over", class_names(main_.classes_with(kFewestFaces))},
          {"macro_f1_over", class_names(main_.classes_with(1))},
          {"macro_recall_least_faces", kFewestFaces},
          {"ece", or_null(main_.calibration_error())},
          {"recall", recall_of(main_)},
          {"confusion", confusion_of(main_)},
          {"reliability", reliability_of(main_)},
          {"rejection", rejection_of(main_)},
          {"at_min_confidence", to_json(main_.rejection_at(entry_.min_confidence))},
          {"ms_per_face", ms_.at(precision_)},
          {"ms_by_precision", times()},
          {"by_height", by_height},
          {"by_crop", by_crop},
          {"robustness", robustness()}};
}

}  // namespace mien::eval
