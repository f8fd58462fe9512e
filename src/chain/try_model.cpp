#include "chain/try_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/temporary_folder.h"
#include "chain/chain.h"
#include "chain/detector_choice.h"
#include "infer/own_models.h"
#include "infer/spec.h"
#include "video/video.h"

namespace mien::chain {

namespace {

constexpr float kTolerance = 0.05f;  ///< as network_classifier.cpp's
constexpr unsigned kProbes = 4;

bool is_distribution(const std::vector<float>& values) {
  float sum = 0;
  for (const float value : values) {
    if (!(value > -kTolerance && value < 1 + kTolerance)) return false;
    sum += value;
  }
  return std::abs(sum - 1) < kTolerance;
}

/// The staged store: mien's models, and the one on trial as the only own one.
class TriedStage {
 public:
  TriedStage(const infer::ModelEntry& entry, const std::filesystem::path& file,
             ModelStorePaths paths)
      : paths_(std::move(paths)) {
    paths_.own = folder_.path();
    infer::OwnModels(paths_.own).add(entry, file);
  }
  const ModelStorePaths& paths() const { return paths_; }

 private:
  TemporaryFolder folder_;
  ModelStorePaths paths_;
};

void try_detector(const infer::ModelEntry& entry, const ModelStorePaths& paths) {
  const infer::ModelStore store(paths);
  const auto engine = infer::make_engine(1, {});
  const auto model = face::load_detector({.name = entry.name}, *engine, store);
  const auto detector = model->make();
  for (const auto& [width, height] : {std::pair{640, 360}, {360, 640}}) {
    const Canvas canvas = detector->canvas(width, height);
    detector->detect({1, 1, canvas.width, canvas.height, width, height});
  }
}

/// Outputs that are a distribution whatever the picture are probabilities, all others logits.
bool has_logits(const infer::ModelEntry& entry, const ModelStorePaths& paths, bool& says_the_same) {
  const infer::ModelStore store(paths);
  const auto engine = infer::make_engine(1, {});
  const auto classifier =
      emotion::load_classifier(entry.name, Precision::f32, *engine, store)->make();
  const std::vector<float> first = classifier->probe(0);
  bool distribution = is_distribution(first);
  says_the_same = true;
  for (unsigned seed = 1; seed < kProbes; ++seed) {
    const std::vector<float> values = classifier->probe(seed);
    distribution = distribution && is_distribution(values);
    says_the_same = says_the_same && values == first;
  }
  return !distribution;
}

void try_classifier(bool find_logits, const std::filesystem::path& file,
                    const ModelStorePaths& paths, ModelTrial& trial) {
  if (find_logits) {
    trial.entry.logits = true;  // any outputs pass; what they are comes next
    const TriedStage stage(trial.entry, file, paths);
    bool says_the_same = false;
    trial.entry.logits = has_logits(trial.entry, stage.paths(), says_the_same);
    trial.notes.emplace_back(trial.entry.logits ? "its outputs are logits: a softmax follows"
                                                : "its outputs are probabilities");
    if (says_the_same)
      trial.notes.emplace_back(
          "it gives the same answer for every picture that was tried: is the range of --input "
          "right?");
  }
  const TriedStage stage(trial.entry, file, paths);
  const infer::ModelStore store(stage.paths());
  const auto engine = infer::make_engine(1, {});
  emotion::load_classifier(trial.entry.name, Precision::f32, *engine, store);
}

std::vector<Face> faces_on(const std::filesystem::path& picture, const infer::ModelEntry& entry,
                           const ModelStorePaths& paths) {
  RunConfig config;
  config.precision = Precision::f32;
  config.detector = entry.kind == "detector" ? entry.name : "auto";
  config.emotion = entry.kind == "emotion" ? entry.name : "none";
  config = with_detector(std::move(config), paths, Family::cnn);
  settle_detector(Family::cnn, "", config);
  config.tuning.batch = 1;
  const auto source = video::open_source(picture.string());
  Frame frame;
  if (!source->read(frame))
    throw Error(ErrorKind::input, picture.string(), "cannot be decoded: " + source->damage());
  const Models models(config, paths, 1);
  FrameChain chain(models);
  FrameResult result;
  StageTimes times;
  chain.process(frame, config.width, Masks(), result, times);
  return std::move(result.faces);
}

/// What the engine says of the copy on trial, said of the file that was given.
Error about(const std::filesystem::path& file, const Error& error) {
  const auto at = error.reason().find(infer::kCannotBeUsed);
  if (error.kind() != ErrorKind::model || at == std::string::npos) return error;
  return Error(ErrorKind::model, error.where(), file.string() + error.reason().substr(at),
               "it must be one file with its weights inside (ONNX: no external data), of operators "
               "that OpenVINO knows");
}

ModelTrial tried(infer::ModelEntry entry, bool find_logits, const std::filesystem::path& file,
                 const std::filesystem::path& picture, const ModelStorePaths& paths) {
  ModelTrial trial{std::move(entry), {}, {}};
  if (trial.entry.kind == "emotion") try_classifier(find_logits, file, paths, trial);
  const TriedStage stage(trial.entry, file, paths);
  if (trial.entry.kind == "detector") try_detector(trial.entry, stage.paths());
  if (picture.empty()) return trial;
  trial.faces = faces_on(picture, trial.entry, stage.paths());
  if (trial.faces.empty())
    throw Error(ErrorKind::model, trial.entry.name,
                fmt::format("no face was found on {}", picture.string()),
                trial.entry.kind == "detector"
                    ? "check --head and the order of colours and the range of --input, or try a "
                      "picture with larger faces"
                    : "take a picture with a face of 48 pixels or more");
  return trial;
}

}  // namespace

ModelTrial try_model(infer::ModelEntry entry, bool find_logits, const std::filesystem::path& file,
                     const std::filesystem::path& picture, const ModelStorePaths& paths) {
  try {
    return tried(std::move(entry), find_logits, file, picture, paths);
  } catch (const Error& error) {
    throw about(file, error);
  }
}

}  // namespace mien::chain
