#include "emotion/fastest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/clock.h"
#include "emotion/network_classifier.h"
#include "infer/cpu.h"
#include "infer/remembered.h"

namespace mien::emotion {

namespace {

/// Interleaved, until the least of no choice has fallen by 2 % in so many: it is then free of what
/// else the machine does.
constexpr int kCalmRounds = 5, kMostRounds = 60;
/// A large network of the user's own is not waited for until then.
constexpr double kMostMs = 3000;
constexpr double kFall = 0.98;
/// A round: twice four and one, where they are read together. Seven, four and two and one, take as
/// long so as alone: each of the three networks is fetched from memory then.
constexpr int kFaces = 9, kFewerFaces = 7;
constexpr double kGain = 0.95;
/// Eight at once are hardly faster than four, and seldom there.
constexpr int kTogether = 4;
/// Of the same face, alone or among others: what is left of adding in another order.
constexpr float kSame = 1e-6f;

struct Choice {
  const infer::ModelEntry* entry;
  Precision precision;
  int together = 1;
  std::string word() const {
    return fmt::format("{} {} {}", entry->name, name_of(entry->int8 ? Precision::int8 : precision),
                       together);
  }
};

/// The most exact first.
std::vector<Choice> precisions_for(const infer::ModelEntry& entry, Precision precision,
                                   const infer::ModelStore& store) {
  if (precision == Precision::int8 && !entry.quantised.empty())
    return {{&store.find(entry.quantised), infer::precision_for(Precision::automatic)}};
  if (precision != Precision::automatic) return {{&entry, infer::precision_for(precision)}};
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
    for (std::size_t slot = 0; slot < faces_.size(); ++slot)
      fill(classifier_->canvas(slot), static_cast<int>(slot));
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
  /// In batches of every size.
  bool says_the_same_as(const Trial& other) {
    const bool same = agrees_with(other);
    classifier_->classify(std::span(faces_).first(kFewerFaces));
    return same && agrees_with(other);
  }

 private:
  bool agrees_with(const Trial& other) const {
    for (std::size_t face = 0; face < faces_.size(); ++face)
      for (std::size_t i = 0; i < kEmotions; ++i)
        if (!(std::abs(faces_[face].probabilities[i] - other.faces_[face].probabilities[i]) <
              kSame))
          return false;
    return true;
  }
  static void fill(const Canvas& canvas, int seed) {
    for (int y = 0; y < canvas.height; ++y)
      for (int x = 0; x < canvas.width * canvas.channels(); ++x)
        canvas.data[y * canvas.stride + x] =
            static_cast<std::uint8_t>((x * x / 7 + y * y / 5 + x * y / 11 + seed * x) % 251);
  }

  std::unique_ptr<ModelClassifier> classifier_;
  std::vector<Expression> faces_;
  double least_ms_ = std::numeric_limits<double>::infinity();
};

/// Where models come from.
struct Shelf {
  infer::Engine& engine;
  const infer::ModelStore& store;

  std::unique_ptr<ClassifierModel> load(const Choice& choice) const {
    return make_network_classifier(*choice.entry, store.locate(*choice.entry), choice.precision,
                                   choice.together, engine);
  }
};

struct Candidate {
  Choice choice;
  std::unique_ptr<ClassifierModel> model;
  Trial trial;
  Candidate(const Choice& which, const Shelf& shelf)
      : choice(which), model(shelf.load(which)), trial(*model) {}
};

/// Networks need not take several faces, nor keep them apart.
std::optional<Candidate> together(const Candidate& alone, const Shelf& shelf) {
  Choice choice = alone.choice;
  choice.together = kTogether;
  try {
    Candidate candidate(choice, shelf);
    const bool same = candidate.trial.says_the_same_as(alone.trial);
    if (same && candidate.model->incident().empty()) return candidate;
  } catch (const Error&) {  // it is read alone, then
  }
  return std::nullopt;
}

std::vector<Candidate> candidates_of(const std::vector<Choice>& choices, const Shelf& shelf,
                                     bool remembers) {
  std::vector<Candidate> candidates;
  for (const Choice& choice : choices) {
    candidates.emplace_back(choice, shelf);
    if (!remembers) continue;
    if (auto also = together(candidates.back(), shelf)) candidates.push_back(std::move(*also));
  }
  return candidates;
}

/// Where nothing can be remembered each process asks for itself: no more than it must.
Candidate fastest(const std::vector<Choice>& choices, const Shelf& shelf, bool remembers) {
  std::vector<Candidate> candidates = candidates_of(choices, shelf, remembers);
  const double end = steady_ms() + kMostMs;
  for (int round = 0, calm = 0; round < kMostRounds && calm < kCalmRounds; ++round) {
    if (round >= kCalmRounds && steady_ms() > end) break;
    ++calm;
    for (Candidate& candidate : candidates)
      if (candidate.trial.run()) calm = 0;
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < candidates.size(); ++i)
    if (candidates[i].trial.least_ms() < kGain * candidates[best].trial.least_ms()) best = i;
  return std::move(candidates[best]);
}

}  // namespace

std::unique_ptr<ClassifierModel> in_precision(const infer::ModelEntry& entry, Precision precision,
                                              infer::Engine& engine,
                                              const infer::ModelStore& store) {
  const Shelf shelf{engine, store};
  if (precision == Precision::automatic) store.locate(entry);  // before others wait for it
  const std::vector<Choice> choices = precisions_for(entry, precision, store);
  std::string key = infer::cpu_signature() + '\n' + infer::engine_version();
  for (const Choice& choice : choices) key += '\n' + choice.word() + ' ' + choice.entry->sha256;
  const std::string name = precision == Precision::automatic
                               ? entry.name
                               : fmt::format("{}@{}", entry.name, name_of(precision));
  const infer::Remembered memory(store.dir() / "compiled" / ("fastest-" + name));
  const std::string word = memory.recall(key);
  for (Choice choice : choices)
    for (choice.together = 1; choice.together <= kTogether; choice.together *= kTogether)
      if (choice.word() == word) return shelf.load(choice);
  if (choices.size() == 1 && !memory.keeps()) return shelf.load(choices.front());
  Candidate best = fastest(choices, shelf, memory.keeps());
  memory.keep(key, best.choice.word());
  return std::move(best.model);
}

}  // namespace mien::emotion
