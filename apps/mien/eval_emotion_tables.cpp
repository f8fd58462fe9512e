#include "eval_emotion_tables.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "table.h"

namespace {

using nlohmann::json;
using Words = std::vector<std::string>;
using Rows = std::vector<Words>;

std::string percent(const json& share) {
  return share.is_null() ? "-" : fmt::format("{:.1f} %", share.get<double>() * 100);
}

std::string milliseconds(const json& value) {
  return value.is_null() ? "-" : fmt::format("{:.2f}", value.get<double>());
}

/// The worst of the four shifts.
json worst_shift(const json& by_crop) {
  return std::min(
      {by_crop["shift_left"], by_crop["shift_right"], by_crop["shift_up"], by_crop["shift_down"]});
}

void print_dataset(const json& result) {
  const json& data = result["dataset"];
  const json& excluded = data["excluded"];
  fmt::print("{}: {}", data["path"].get<std::string>(),
             mien::counted(data["images"].get<std::int64_t>(), "face"));
  if (data["kind"] == "fer2013+ferplus")
    fmt::print("; FER+ excludes {} without a majority, {} unknown, {} not a face",
               excluded["no_majority"].get<int>(), excluded["unknown"].get<int>(),
               excluded["not_a_face"].get<int>());
  if (data["unreadable"] > 0)
    fmt::print("; {} could not be read, the last one {}", data["unreadable"].get<std::int64_t>(),
               data["damage"].get<std::string>());
  fmt::print("{}\n\n", result.contains("interrupted") ? " (interrupted, results kept)" : "");
}

/// What the labels are, as a table's head.
std::string own_labels(const json& model) {
  const auto labels = model["labels"].get<std::string>();
  if (labels == "ferplus") return "FER+ (8)";
  if (labels == "fer2013") return "FER2013 (7)";
  return fmt::format("the folders' ({})", model["macro_f1_over"].size());
}

/// An own folder knows neither FER+'s votes nor FER2013's labels: one accuracy, by its own names.
void print_models(const json& models) {
  const auto labels = models[0]["labels"].get<std::string>();
  const bool votes = labels == "ferplus", both = votes || labels == "fer2013";
  Rows rows;
  for (const json& model : models) {
    Words row{model["name"].get<std::string>(), model["precision"].get<std::string>()};
    if (!both || votes)
      row.push_back(percent(both ? model["accuracy_ferplus"] : model["accuracy"]));
    if (both) row.push_back(percent(model["accuracy_fer2013"]));
    for (const char* key : {"macro_f1", "macro_recall", "ece"}) row.push_back(percent(model[key]));
    for (const char* key : {"f32", "bf16", "int8"})
      row.push_back(milliseconds(model["ms_by_precision"][key]));
    rows.push_back(std::move(row));
  }
  const json& first = models[0];
  Words header{"model", "precision"};
  if (!both || votes) header.push_back(own_labels(first));
  if (both) header.push_back("FER2013 (7)");
  for (const std::string& head :
       {fmt::format("macro F1 ({})", first["macro_f1_over"].size()),
        fmt::format("macro recall ({})", first["macro_recall_over"].size()), std::string("ECE"),
        std::string("ms f32"), std::string("ms bf16"), std::string("ms int8")})
    header.push_back(head);
  print_table(header, rows);
}

void print_robustness(const json& models) {
  Rows rows;
  for (const json& model : models) {
    const json &height = model["by_height"], &crop = model["by_crop"];
    rows.push_back({model["name"].get<std::string>(), model["precision"].get<std::string>(),
                    percent(height["12"]), percent(height["16"]), percent(height["24"]),
                    percent(height["32"]), percent(height["48"]), percent(crop["scale_0.8"]),
                    percent(crop["scale_1.25"]), percent(worst_shift(crop))});
  }
  fmt::print("\nAccuracy by face height in pixels, and with an inexact crop\n\n");
  print_table({"model", "precision", "12", "16", "24", "32", "48", "crop ×0.8", "crop ×1.25",
               "worst shift 10 %"},
              rows);
}

std::string estimate(const json& value) {
  return fmt::format("{:.1f} ({:.1f} to {:.1f})", value["value"].get<double>() * 100,
                     value["low"].get<double>() * 100, value["high"].get<double>() * 100);
}

void print_disturbed(const json& models) {
  Rows rows;
  for (const json& model : models) {
    if (model["robustness"].is_null()) continue;
    for (const auto& [kind, figures] : model["robustness"].items())
      rows.push_back({model["name"].get<std::string>(), model["precision"].get<std::string>(), kind,
                      estimate(figures["accuracy"]),
                      figures.contains("lost") ? estimate(figures["lost"]) : "-"});
  }
  if (rows.empty()) return;
  fmt::print(
      "\nRobustness, the same faces disturbed: accuracy in percent, points lost; 95 % "
      "intervals\n\n");
  print_table({"model", "precision", "disturbance", "right", "lost"}, rows);
}

void print_recall(const json& models) {
  std::vector<std::string> header{"recall", "faces"};
  for (const json& model : models)
    header.push_back(fmt::format("{} {}", model["name"].get<std::string>(),
                                 model["precision"].get<std::string>()));
  Rows rows;
  const json& labels = models[0]["confusion"]["labels"];
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::int64_t faces = 0;
    for (const json& count : models[0]["confusion"]["counts"][i])
      faces += count.get<std::int64_t>();
    std::vector<std::string> row{labels[i].get<std::string>(), fmt::format("{}", faces)};
    for (const json& model : models)
      row.push_back(percent(model["recall"][labels[i].get<std::string>()]));
    rows.push_back(std::move(row));
  }
  fmt::print("\n");
  print_table(header, rows);
}

/// What was said (across) of what is there (down), of each model.
void print_confusion(const json& models) {
  for (const json& model : models) {
    const json &labels = model["confusion"]["labels"], &counts = model["confusion"]["counts"];
    Words header{"true \\ estimated"};
    for (const json& label : labels) header.push_back(label.get<std::string>());
    Rows rows;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      Words row{labels[i].get<std::string>()};
      for (const json& count : counts[i])
        row.push_back(fmt::format("{}", count.get<std::int64_t>()));
      rows.push_back(std::move(row));
    }
    fmt::print("\nConfusion of {} ({}), in faces\n\n", model["name"].get<std::string>(),
               model["precision"].get<std::string>());
    print_table(header, rows);
  }
}

/// "Macro recall is the mean over 6 classes with 50 faces or more (neutral, …)": no other figure is
/// named so.
std::string what_is_averaged(const json& model) {
  const auto labels = model["labels"].get<std::string>();
  const auto listed = [](const json& names) {
    return fmt::format("{}", fmt::join(names.get<Words>(), ", "));
  };
  const json& recall = model["macro_recall_over"];
  return fmt::format(
      "ECE, recall and robustness are by {}. Macro F1 is the mean over {} classes with faces ({}); "
      "macro recall "
      "over {} with {} faces or more ({}).",
      labels == "ferplus"   ? "FER+'s majority"
      : labels == "fer2013" ? "FER2013's labels"
                            : "the folders' names",
      model["macro_f1_over"].size(), listed(model["macro_f1_over"]), recall.size(),
      model["macro_recall_least_faces"].get<int>(), recall.empty() ? "none" : listed(recall));
}

}  // namespace

void print_evaluation(const nlohmann::json& result, const std::string& folder) {
  const nlohmann::json& models = result["models"];
  print_dataset(result);
  print_models(models);
  print_robustness(models);
  print_disturbed(models);
  print_recall(models);
  print_confusion(models);
  fmt::print("\n{}\n", what_is_averaged(models[0]));
  if (!folder.empty()) fmt::print("Confusion, reliability and rejection: {}\n", folder);
}
