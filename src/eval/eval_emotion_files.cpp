#include "eval/eval_emotion_files.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/whole_file.h"
#include "eval/unit_chart.h"

namespace mien::eval {
namespace {

using nlohmann::json;

std::string title_of(const json& model) {
  return fmt::format("{} ({})", model["name"].get<std::string>(),
                     model["precision"].get<std::string>());
}

/// One line per model: `x` and `y` name numbers of each of the model's points under `key`.
std::vector<ChartSeries> series_of_models(const json& models, const char* key, const char* x,
                                          const char* y) {
  std::vector<ChartSeries> all;
  for (const json& model : models) {
    ChartSeries series{title_of(model), "", {}};
    if (!model["ece"].is_null())
      series.detail = fmt::format("ECE {:.1f} %", model["ece"].get<double>() * 100);
    for (const json& point : model[key])
      series.points.push_back({point[x].get<double>(), point[y].get<double>()});
    all.push_back(std::move(series));
  }
  return all;
}

std::string points_csv(const json& models, const char* key,
                       std::initializer_list<const char*> columns) {
  std::string csv = "model,precision";
  for (const char* column : columns) csv += fmt::format(",{}", column);
  csv += "\n";
  for (const json& model : models)
    for (const json& point : model[key]) {
      csv += fmt::format("{},{}", model["name"].get<std::string>(),
                         model["precision"].get<std::string>());
      for (const char* column : columns) csv += fmt::format(",{:.6g}", point[column].get<double>());
      csv += "\n";
    }
  return csv;
}

std::string confusion_csv(const json& models) {
  std::string csv = "model,precision,truth,guess,faces\n";
  for (const json& model : models) {
    const json& labels = model["confusion"]["labels"];
    for (std::size_t truth = 0; truth < labels.size(); ++truth)
      for (std::size_t guess = 0; guess < labels.size(); ++guess)
        csv += fmt::format("{},{},{},{},{}\n", model["name"].get<std::string>(),
                           model["precision"].get<std::string>(), labels[truth].get<std::string>(),
                           labels[guess].get<std::string>(),
                           model["confusion"]["counts"][truth][guess].get<std::int64_t>());
  }
  return csv;
}

}  // namespace

void write_emotion_files(const std::filesystem::path& folder, const json& result) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw output_error(folder, "created", failure.value());
  const json& models = result.at("models");
  write_whole(folder / "eval_emotion.json", result.dump(2) + "\n");
  write_whole(folder / "emotion-reliability.svg",
              unit_chart_svg({.title = "Is the confidence calibrated?",
                              .x_axis = "confidence",
                              .y_axis = "share that is right",
                              .key_title = "15 bins; dotted: calibrated",
                              .diagonal = true},
                             series_of_models(models, "reliability", "confidence", "accuracy")));
  write_whole(folder / "emotion-rejection.svg",
              unit_chart_svg({.title = "Accuracy without the faces of low confidence",
                              .x_axis = "share of the faces that are read",
                              .y_axis = "share of those that is right",
                              .key_title = "threshold of confidence 0 … 1"},
                             series_of_models(models, "rejection", "coverage", "accuracy")));
  write_whole(folder / "emotion-reliability.csv",
              points_csv(models, "reliability", {"confidence", "accuracy", "count"}));
  write_whole(folder / "emotion-rejection.csv",
              points_csv(models, "rejection", {"threshold", "coverage", "accuracy"}));
  write_whole(folder / "emotion-confusion.csv", confusion_csv(models));
}

}  // namespace mien::eval
