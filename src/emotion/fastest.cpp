#include "emotion/fastest.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/clock.h"
#include "emotion/network_classifier.h"
#include "infer/cpu.h"
#include "infer/remembered.h"

namespace mien::emotion {

namespace {

/// Interleaved, until the least of no choice has fallen by 2 % in so many: it is then free of what
/// else the machine does.
constexpr int kCalmRounds = 5, kMostRounds = 60;
constexpr double kFall = 0.98;
constexpr int kFaces = 8;  // a round
constexpr double kGain = 0.95;

/// The most exact first.
struct Choice {
  const infer::ModelEntry* entry;
  Precision precision;
  std::string word() const {
    return entry->name + ' ' + std::string(name_of(entry->int8 ? Precision::int8 : precision));
  }
};

std::vector<Choice> choices_for(const infer::ModelEntry& entry, const infer::ModelStore& store) {
  std::vector<Choice> choices{{&entry, Precision::f32}};
  const bool bf16 = infer::cpu_features().native_bf16();
  if (bf16) choices.push_back({&entry, Precision::bf16});
  if (entry.quantised.empty()) return choices;
  const infer::ModelEntry& small = store.find(entry.quantised);
  if (store.verify(small) == infer::ModelStore::State::ok)
    choices.push_back(
        {&small, infer::precision_for(Precision::automatic)});  // of what is not int8 in it
  return choices;
}

class Trial {
 public:
  explicit Trial(ClassifierModel& model) : classifier_(model.make()), faces_(kFaces) {
    for (std::size_t slot = 0; slot < faces_.size(); ++slot) fill(classifier_->canvas(slot));
    run();  // the first faces pay for memory
    least_ms_ = std::numeric_limits<double>::infinity();
  }
  /// Whether it was clearly faster than ever before.
  bool run() {
    const double start = thread_cpu_ms();
    classifier_->classify(faces_);
    const double ms = thread_cpu_ms() - start;
    const bool fell = ms < kFall * least_ms_;
    least_ms_ = std::min(least_ms_, ms);
    return fell;
  }
  double least_ms() const { return least_ms_; }

 private:
  static void fill(const Canvas& canvas) {
    for (int y = 0; y < canvas.height; ++y)
      for (int x = 0; x < canvas.width * canvas.channels(); ++x)
        canvas.data[y * canvas.stride + x] =
            static_cast<std::uint8_t>((x * x / 7 + y * y / 5 + x * y / 11) % 251);
  }

  std::unique_ptr<ModelClassifier> classifier_;
  std::vector<Expression> faces_;
  double least_ms_ = std::numeric_limits<double>::infinity();
};

std::unique_ptr<ClassifierModel> load(const Choice& choice, infer::Engine& engine,
                                      const infer::ModelStore& store) {
  return make_network_classifier(*choice.entry, store.locate(*choice.entry), choice.precision,
                                 engine);
}

std::unique_ptr<ClassifierModel> fastest(const std::vector<Choice>& choices, std::string& word,
                                         infer::Engine& engine, const infer::ModelStore& store) {
  std::vector<std::unique_ptr<ClassifierModel>> models;
  std::vector<Trial> trials;
  for (const Choice& choice : choices) {
    models.push_back(load(choice, engine, store));
    trials.emplace_back(*models.back());
  }
  int calm = 0;
  for (int round = 0; round < kMostRounds && calm < kCalmRounds; ++round) {
    ++calm;
    for (Trial& trial : trials)
      if (trial.run()) calm = 0;
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < trials.size(); ++i)
    if (trials[i].least_ms() < kGain * trials[best].least_ms()) best = i;
  word = choices[best].word();
  return std::move(models[best]);
}

}  // namespace

std::unique_ptr<ClassifierModel> in_precision(const infer::ModelEntry& entry, Precision precision,
                                              infer::Engine& engine,
                                              const infer::ModelStore& store) {
  if (precision == Precision::int8 && !entry.quantised.empty())
    return load({&store.find(entry.quantised), infer::precision_for(Precision::automatic)}, engine,
                store);
  if (precision != Precision::automatic)
    return load({&entry, infer::precision_for(precision)}, engine, store);
  store.locate(entry);  // fetched, where it may be, before others wait
  const std::vector<Choice> choices = choices_for(entry, store);
  if (choices.size() == 1) return load(choices.front(), engine, store);
  std::string key = infer::cpu_signature() + '\n' + infer::engine_version();
  for (const Choice& choice : choices) key += '\n' + choice.entry->sha256;
  const infer::Remembered memory(store.dir() / "compiled" / ("fastest-" + entry.name));
  std::string word = memory.recall(key);
  for (const Choice& choice : choices)
    if (choice.word() == word) return load(choice, engine, store);
  auto model = fastest(choices, word, engine, store);
  memory.keep(key, word);
  return model;
}

}  // namespace mien::emotion
