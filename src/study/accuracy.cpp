#include "study/accuracy.h"

#include <algorithm>

namespace mien::study {

namespace {

/// An object of figures as pairs in the order of its keys; heights ("10", "20") are numbers.
json figures_by_key(const Node& node, const char* key) {
  json rows = json::array();
  const auto table = node.object(key);
  if (!table) return rows;
  for (const auto& [name, unused] : table->value().items()) {
    rows.push_back({name, or_null(table->number(name.c_str()))});
  }
  return rows;
}

json curve_json(const Node& node, const char* key, std::initializer_list<const char*> columns) {
  json rows = json::array();
  for (const Node& point : node.objects(key)) {
    json row = json::array();
    for (const char* column : columns) row.push_back(or_null(point.number(column)));
    if (!row[0].is_null() && !row[1].is_null()) rows.push_back(std::move(row));
  }
  return rows;
}

/// By face height: [height, [[recall, precision]…]].
json curves_by_height(const Node& node) {
  json rows = json::array();
  const auto curves = node.object("curve");
  if (!curves) return rows;
  for (const auto& [height, unused] : curves->value().items()) {
    json points = curve_json(*curves, height.c_str(), {"recall", "precision"});
    if (!points.empty()) rows.push_back({height, std::move(points)});
  }
  return rows;
}

/// By face height: [height, confidence, found, missed, false alarms, precision, recall].
json best_by_height(const Node& node) {
  json rows = json::array();
  const auto best = node.object("best");
  if (!best) return rows;
  for (const auto& [height, unused] : best->value().items()) {
    const auto point = best->object(height.c_str());
    if (!point) continue;
    json row = {height};
    for (const char* key : {"confidence", "found", "missed", "false_alarms", "precision", "recall"})
      row.push_back(or_null(point->number(key)));
    rows.push_back(std::move(row));
  }
  return rows;
}

/// {labels, counts}: a row of counts for each true label; null where there is none.
json confusion_json(const Node& model) {
  const auto confusion = model.object("confusion");
  if (!confusion) return nullptr;
  const json& labels = confusion->value().value("labels", json());
  const json& counts = confusion->value().value("counts", json());
  const auto fits = [&](const json& row) {
    return row.is_array() && row.size() == labels.size() &&
           std::ranges::all_of(row, [](const json& count) { return count.is_number(); });
  };
  const bool square = labels.is_array() && counts.is_array() && counts.size() == labels.size() &&
                      std::ranges::all_of(labels, [](const json& l) { return l.is_string(); }) &&
                      std::ranges::all_of(counts, fits);
  if (!square) model.fail("confusion", "is not as many rows and columns of counts as labels");
  return {{"labels", labels}, {"counts", counts}};
}

json detector_json(const Node& node) {
  json ap = figures_by_key(node, "ap");
  if (ap.empty()) node.fail("ap", "is missing");
  const auto faces = node.object("faces");
  for (json& row : ap) {
    const auto name = row[0].get<std::string>();
    row.push_back(faces ? or_null(faces->number(name.c_str())) : json());
  }
  return {{"detector", node.needed_text("detector")},   {"precision", node.text("precision")},
          {"width", or_null(node.number("width"))},     {"images", or_null(node.number("images"))},
          {"ms", or_null(node.number("ms_per_image"))}, {"ap", std::move(ap)},
          {"curves", curves_by_height(node)},           {"best", best_by_height(node)}};
}

}  // namespace

json detection_json(const Node& node) {
  json rows = json::array();
  for (const char* key : {"results", "detectors", "models"}) {
    for (const Node& entry : node.objects(key)) rows.push_back(detector_json(entry));
  }
  if (rows.empty()) rows.push_back(detector_json(node));
  return rows;
}

json emotion_json(const Node& node) {
  json rows = json::array();
  for (const Node& model : node.objects("models")) {
    json row = {{"name", model.needed_text("name")}, {"precision", model.text("precision")}};
    for (const char* key :
         {"images", "accuracy_ferplus", "accuracy_fer2013", "macro_f1", "ece", "ms_per_face"}) {
      row[key] = or_null(model.number(key));
    }
    row["recall"] = figures_by_key(model, "recall");
    row["by_height"] = figures_by_key(model, "by_height");
    row["reliability"] = curve_json(model, "reliability", {"confidence", "accuracy", "count"});
    row["rejection"] = curve_json(model, "rejection", {"coverage", "accuracy"});
    row["confusion"] = confusion_json(model);
    rows.push_back(std::move(row));
  }
  if (rows.empty()) node.fail("models", "is missing");
  return rows;
}

}  // namespace mien::study
