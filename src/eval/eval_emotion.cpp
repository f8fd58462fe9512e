#include "eval/eval_emotion.h"

#include <nlohmann/json.hpp>

#include "mien/error.h"

#include "eval/eval_emotion_disturb.h"
#include "eval/eval_emotion_faces.h"
#include "eval/eval_emotion_files.h"
#include "eval/eval_emotion_run.h"
#include "eval/eval_emotion_views.h"

namespace mien::eval {
namespace {

/// The named entries; without names every emotion model that is there.
std::vector<const infer::ModelEntry*> chosen_models(const std::vector<std::string>& names,
                                                    const infer::ModelStore& store) {
  std::vector<const infer::ModelEntry*> entries;
  for (const std::string& name : names) entries.push_back(&store.find(name));
  if (!names.empty()) return entries;
  for (const infer::ModelEntry& entry : store.entries()) {
    if (entry.kind == "emotion" && store.verify(entry) == infer::ModelStore::State::ok)
      entries.push_back(&entry);
  }
  if (entries.empty())
    throw Error(ErrorKind::model, "models", "no expression model is in the model cache",
                "fetch one with `mien models pull fer`");
  return entries;
}

using Runs = std::vector<std::unique_ptr<EmotionRun>>;

Runs load_runs(const EvalEmotionOptions& options, const infer::ModelStore& store,
               infer::Engine& engine, bool eight) {
  Runs runs;
  for (const infer::ModelEntry* entry : chosen_models(options.emotions, store))
    for (const std::string& precision : options.precisions)
      runs.push_back(std::make_unique<EmotionRun>(*entry, precision, eight, engine, store));
  return runs;
}

nlohmann::json dataset_json(const EvalEmotionOptions& options, const FaceSet& faces) {
  const FaceCounts& counts = faces.counts();
  return {{"path", options.dataset.string()},
          {"kind", faces.kind()},
          {"part", faces.kind() == "folders" ? nlohmann::json() : nlohmann::json(options.part)},
          {"images", counts.faces},
          {"unreadable", counts.unreadable},
          {"damage", counts.damage},
          {"excluded",
           {{"unknown", counts.unknown},
            {"not_a_face", counts.not_a_face},
            {"no_majority", counts.no_majority}}}};
}

std::string labels_of(const FaceSet& faces) {
  if (faces.kind() == "folders") return "folders";
  return faces.has_eight() ? "ferplus" : "fer2013";
}

}  // namespace

nlohmann::json eval_emotion(const EvalEmotionOptions& options, const ModelStorePaths& paths,
                            const std::function<void(std::int64_t, double)>& progress,
                            const std::atomic<bool>* stop) {
  const auto faces = open_faces(options.dataset, fer_part_named(options.part));
  const infer::ModelStore store(paths);
  const auto engine = infer::make_engine(1, paths.dir / "compiled");
  const Runs runs = load_runs(options, store, *engine, faces->has_eight());
  std::array<Shrinker, kFaceHeights.size()> shrinkers;
  std::array<Frame, kFaceHeights.size()> smaller;
  std::array<Disturber, kDisturbances.size()> disturbers;
  std::vector<Frame> disturbed(options.robustness ? kDisturbances.size() : 0);
  LabelledFace face;
  const auto stopped = [stop] { return stop && *stop; };
  bool whole = false;
  while (!stopped()) {
    whole = !faces->next(face);
    if (whole) break;
    for (std::size_t i = 0; i < smaller.size(); ++i)
      smaller[i] = shrinkers[i].shrink(face.frame, kFaceHeights[i]);
    for (std::size_t i = 0; i < disturbed.size(); ++i)
      disturbed[i] = disturbers[i].disturb(face.frame, static_cast<Disturbance>(i));
    for (const auto& run : runs) run->look(face, smaller, disturbed);
    if (progress) progress(faces->counts().faces, faces->share());
  }
  nlohmann::json result = {{"models", nlohmann::json::array()},
                           {"dataset", dataset_json(options, *faces)}};
  for (const auto& run : runs) result["models"].push_back(run->result(labels_of(*faces)));
  if (!whole) result["interrupted"] = true;
  if (!options.out.empty()) write_emotion_files(options.out, result);
  return result;
}

}  // namespace mien::eval
