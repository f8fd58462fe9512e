#include "report/accuracy.h"

#include <algorithm>

namespace mien::report {

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
          {"ms", or_null(node.number("ms_per_image"))}, {"ap", std::move(ap)}};
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
    rows.push_back(std::move(row));
  }
  if (rows.empty()) node.fail("models", "is missing");
  return rows;
}

}  // namespace mien::report
