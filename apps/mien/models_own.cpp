#include "models_own.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/text.h"
#include "chain/try_model.h"
#include "emotion/class_names.h"
#include "face/detectors.h"
#include "infer/own_models.h"
#include "infer/own_name.h"
#include "model_input.h"

namespace {

using mien::Error;
using mien::ErrorKind;
using mien::infer::ModelEntry;

[[noreturn]] void refuse(const std::string& option, const std::string& what,
                         const std::string& remedy = {}) {
  throw Error(ErrorKind::usage, option, what, remedy);
}

mien::infer::OwnModels own_models(const AppContext& context) {
  if (context.models.own.empty())
    refuse("--own-models", "there is no home folder for your own models", "name a folder");
  return mien::infer::OwnModels(context.models.own);
}

/// Names that data sets use become those of the manifest.
std::vector<std::string> read_classes(const std::vector<std::string>& given) {
  if (given.empty())
    refuse("--classes", "an emotion model needs its classes, in the order of its outputs",
           "as in --classes angry,disgusted,afraid,happy,sad,surprised,neutral");
  std::vector<std::string> classes;
  for (const std::string& name : given) {
    const auto emotion = mien::emotion::label_named(name);
    const bool beside = name == "unknown" || name == "not-a-face";
    if (!emotion && !beside)
      refuse("--classes", fmt::format("'{}' is not an expression", name),
             mien::did_you_mean(name, mien::emotion::label_names()) +
                 "; an output for anything else is 'unknown'");
    std::string canonical = emotion ? std::string(mien::name_of(*emotion)) : name;
    if (std::ranges::count(classes, canonical) > 0)
      refuse("--classes", fmt::format("'{}' is given twice", canonical),
             "name every output of the network once, in its order");
    classes.push_back(std::move(canonical));
  }
  return classes;
}

std::string read_head(const std::string& given) {
  std::vector<std::string> names;
  for (const auto& head : mien::face::heads()) names.emplace_back(head.name);
  if (given.empty())
    refuse("--head", "a detector needs a head, which says how its outputs are read",
           fmt::format("one of {}", fmt::join(names, ", ")));
  if (std::ranges::count(names, given) == 0)
    refuse("--head", fmt::format("'{}' is not a head", given), mien::did_you_mean(given, names));
  return given;
}

void read_detector(const AddedModel& model, ModelEntry& entry) {
  if (!model.classes.empty()) refuse("--classes", "is for emotion models");
  entry.head = read_head(model.head);
  entry.max_iou = model.max_iou;
  if (entry.format == mien::PixelFormat::gray)
    refuse("--input", "a detector needs colour", "write rgb or bgr");
  if (entry.width % 32 != 0 || entry.height % 32 != 0)
    refuse("--input", fmt::format("no head can read {} x {}", entry.width, entry.height),
           "give multiples of 32");
}

void read_emotion(const AddedModel& model, ModelEntry& entry) {
  if (!model.head.empty()) refuse("--head", "is for detectors");
  entry.classes = read_classes(model.classes);
  if (entry.width == 0) refuse("--input", "an emotion model has one size", "as in 48x48:gray:0..1");
  entry.logits = model.outputs == "logits";
  entry.output = model.output;
  entry.temperature = model.temperature;
  entry.crop_scale = model.crop_scale;
  entry.align = model.align;
}

ModelEntry entry_of(const AddedModel& model) {
  ModelEntry entry;
  entry.name = model.name;
  entry.kind = model.kind;
  entry.licence = model.licence;
  entry.note = model.note.empty() ? "one of your own" : model.note;
  entry.min_confidence = model.min_confidence;
  if (model.input.empty())
    refuse("--input", "your own model needs it: size, format and range of its input",
           "as in 48x48:gray:0..1");
  read_model_input(model.input, entry);
  model.kind == "detector" ? read_detector(model, entry) : read_emotion(model, entry);
  const auto ending = std::filesystem::path(model.file).extension().string();
  if (ending != ".onnx" && ending != ".tflite")
    refuse("--file", fmt::format("{} is neither .onnx nor .tflite", model.file),
           "export the network to one of these");
  return entry;
}

std::string face_words(const mien::Face& face, bool reads) {
  if (!reads)
    return fmt::format("{:.0f} px high ({:.2f})", face.detection.box.h, face.detection.confidence);
  return fmt::format("{} ({:.2f})", mien::name_of(face.expression.label),
                     face.expression.confidence);
}

void tell(const AppContext& context, const ModelEntry& entry, const mien::chain::ModelTrial& trial,
          const std::string& picture) {
  std::vector<std::string> seen;
  for (const mien::Face& face : trial.faces)
    seen.push_back(face_words(face, entry.kind == "emotion"));
  if (context.json) {
    fmt::print("{}\n", nlohmann::json{{"name", entry.name},
                                      {"kind", entry.kind},
                                      {"sha256", entry.sha256},
                                      {"file", (context.models.own / entry.file).string()},
                                      {"notes", trial.notes},
                                      {"faces", trial.faces.size()}}
                           .dump());
    return;
  }
  if (context.quiet) return;
  for (const auto& note : trial.notes) fmt::print(stderr, "{}: {}\n", entry.name, note);
  if (picture.empty())
    fmt::print(stderr,
               "{}: its inputs and outputs fit; with --picture FILE it is tried on faces as well\n",
               entry.name);
  else
    fmt::print(stderr, "{}: {} on {}: {}\n", entry.name,
               seen.size() == 1 ? "one face" : fmt::format("{} faces", seen.size()), picture,
               fmt::join(seen, ", "));
  fmt::print(stderr, "{}: stored as {}; `--{} {}` runs it\n", entry.name,
             (context.models.own / entry.file).string(), entry.kind, entry.name);
}

}  // namespace

void add_own_model_options(CLI::App& command, AddedModel& model) {
  const char* group = "Your own model";
  const auto option = [&](const char* name, auto& value, const char* words) {
    return command.add_option(name, value, words)->group(group);
  };
  option("--kind", model.kind,
         "Kind of your own model: detector or emotion (leave out for one of mien's models)")
      ->check(CLI::IsMember({"detector", "emotion"}));
  option("--input", model.input,
         "SIZE:FORMAT:RANGE: 48x48 or any; gray, rgb or bgr; LOW..HIGH or MEAN/SCALE of 0..255");
  option("--classes", model.classes,
         "emotion: the names of the outputs in their order, separated by commas")
      ->delimiter(',');
  option("--outputs", model.outputs, "emotion: logits, probabilities, or auto: detected")
      ->check(CLI::IsMember({"auto", "logits", "probabilities"}))
      ->capture_default_str();
  option("--output", model.output, "emotion: name of the output, if there are several");
  option("--temperature", model.temperature, "emotion: temperature of the calibration")
      ->check(CLI::Range(1e-3, 1e3));
  option("--crop-scale", model.crop_scale,
         "emotion: side of the crop as a multiple of the face's height")
      ->check(CLI::Range(0.1, 10.0))
      ->capture_default_str();
  command.add_flag("--align", model.align, "emotion: turn the crop until the eyes are level")
      ->group(group);
  option("--head", model.head, "detector: retinaface, yunet, centerface, scrfd or yolo-face");
  option("--max-iou", model.max_iou, "detector: boxes that overlap more count as one face")
      ->check(CLI::Range(0.0, 1.0));
  option("--min-confidence", model.min_confidence, "Lower confidence is not a face, or 'unknown'")
      ->check(CLI::Range(0.0, 1.0));
  option("--picture", model.picture, "Also try the model on this picture");
  option("--licence", model.licence, "Its licence, shown by `models list`");
  option("--note", model.note, "A line shown by `models list`");
}

void add_own_model(const AppContext& context, const AddedModel& model) {
  const ModelEntry entry = entry_of(model);
  mien::infer::require_free_name("NAME", model.name,
                                 mien::infer::ModelStore(context.models).entries());
  auto trial = mien::chain::try_model(entry, entry.kind == "emotion" && model.outputs == "auto",
                                      model.file, model.picture, context.models);
  const ModelEntry added = own_models(context).add(trial.entry, model.file);
  tell(context, added, trial, model.picture);
}

void remove_own_model(const AppContext& context, const std::string& name) {
  own_models(context).remove(name);
  if (context.json)
    fmt::print("{}\n", nlohmann::json{{"removed", name}}.dump());
  else if (!context.quiet)
    fmt::print(stderr, "{}: removed\n", name);
}
