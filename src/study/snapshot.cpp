#include "study/snapshot.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace mien::study {

namespace {

struct SnapshotMetric {
  const char *key, *name;
  double target;  ///< the article's, a share
  bool at_least;  ///< better above the target; else below
};

constexpr std::array kSnapshotMetrics = {
    SnapshotMetric{"core_utilisation", "Physical core utilisation", 0.80, true},
    SnapshotMetric{"vectorisation", "Vectorisation", 0.70, true},
    SnapshotMetric{"memory_stalls", "Memory stalls", 0.10, false},
};

bool meets(const SnapshotMetric& metric, double value, double target) {
  return metric.at_least ? value > target : value < target;
}

/// A text, or several joined; anything else is empty.
std::string loose_text(const Node& node, const char* key) {
  if (!node.has(key)) return "";
  const json& value = node.value()[key];
  if (value.is_string()) return node.text(key);
  std::string joined;
  if (!value.is_array()) return joined;
  for (const json& line : value) {
    if (!line.is_string()) continue;
    if (!joined.empty()) joined += " ";
    joined += without_credentials(line.get<std::string>());
  }
  return joined;
}

/// The estimate may be a share, or an object that holds one beside its description.
json estimate_json(const Node& node) {
  if (!node.has("estimate")) return nullptr;
  const json& value = node.value()["estimate"];
  if (value.is_number()) return {{"value", value}, {"words", ""}};
  if (value.is_string()) return {{"value", nullptr}, {"words", node.text("estimate")}};
  const auto inner = node.object("estimate");
  std::string words;
  for (const char* key : {"words", "method", "name", "note"}) {
    if (words.empty()) words = loose_text(*inner, key);
  }
  return {{"value", or_null(inner->number("value"))}, {"words", words}};
}

json widths_json(const Node& node) {
  json widths = json::array();
  const auto table = node.object("widths");
  if (!table) return widths;
  for (const auto& [name, share] : table->value().items()) {
    if (share.is_number()) widths.push_back({name, share});
  }
  return widths;
}

/// Of what was measured, with nothing to say about it.
json metric_json(const SnapshotMetric& metric, const std::optional<double>& value, double target) {
  return {{"name", metric.name},
          {"value", or_null(value)},
          {"target", target},
          {"at_least", metric.at_least},
          {"met", value ? json(meets(metric, *value, target)) : json()},
          {"advice", ""},
          {"reason", ""},
          {"estimate", nullptr},
          {"widths", json::array()},
          {"all_samples", nullptr}};
}

json metric_json(const SnapshotMetric& metric, const Node& node) {
  const auto value = node.number("value");
  json row = metric_json(metric, value, node.number("target").value_or(metric.target));
  if (const auto met = value ? node.flag("met") : std::nullopt) row["met"] = *met;
  row["advice"] = loose_text(node, "advice");
  row["reason"] = loose_text(node, "reason");
  row["estimate"] = estimate_json(node);
  row["widths"] = widths_json(node);
  row["all_samples"] = or_null(node.number("vector_share"));
  return row;
}

/// Peaks by precision: an object, or a list of kernels of which the fastest of a precision counts.
std::vector<std::pair<std::string, double>> read_peaks(const Node& roofline, double threads) {
  std::vector<std::pair<std::string, double>> peaks;
  const auto add = [&](const std::string& precision, double gflops) {
    const auto found = std::ranges::find(peaks, precision, [](const auto& p) { return p.first; });
    if (found == peaks.end()) {
      peaks.emplace_back(precision, gflops / threads);
    } else {
      found->second = std::max(found->second, gflops / threads);
    }
  };
  if (const auto table = roofline.object("peak_gflops")) {
    for (const auto& [precision, unused] : table->value().items()) {
      if (table->has(precision.c_str())) add(precision, table->positive(precision.c_str()));
    }
  }
  for (const Node& kernel : roofline.objects("peaks")) {
    if (kernel.number("gflops").value_or(0) <= 0) continue;  // the CPU cannot do it
    add(kernel.needed_text("precision"), kernel.positive("gflops"));
  }
  return peaks;
}

}  // namespace

json snapshot_json(const Node& node) {
  json metrics = json::array();
  for (const SnapshotMetric& metric : kSnapshotMetrics) {
    if (const auto entry = node.object(metric.key)) metrics.push_back(metric_json(metric, *entry));
  }
  if (metrics.empty()) node.fail("core_utilisation", "is missing");
  json overhead;
  if (node.has("overhead") && node.value()["overhead"].is_object()) {
    const auto inner = node.object("overhead");
    overhead = or_null(inner->has("share") ? inner->number("share") : inner->number("value"));
  } else {
    overhead = or_null(node.number("overhead"));
  }
  return {{"metrics", std::move(metrics)},
          {"overhead", std::move(overhead)},
          {"approach", node.text("approach")},
          {"source", "mien profile"}};
}

json snapshot_json(const BenchResult& result) {
  const std::optional<double> values[] = {result.core, result.vector, result.memory};
  json metrics = json::array();
  for (std::size_t i = 0; i < kSnapshotMetrics.size(); ++i) {
    const SnapshotMetric& metric = kSnapshotMetrics[i];
    metrics.push_back(metric_json(metric, values[i], metric.target));
  }
  metrics.back()["reason"] = result.memory_reason;  // the last one
  return {{"metrics", std::move(metrics)},
          {"overhead", nullptr},
          {"approach", result.label},
          {"source", "mien bench"}};
}

std::optional<json> roofline_json(const Node& node) {
  const auto roofline = node.object("roofline");
  if (!roofline) return std::nullopt;
  // Networks run on one thread each; limits of all threads are shared out evenly.
  const double threads = std::max(1.0, roofline->number("threads").value_or(1));
  const char* key = roofline->has("bandwidth_gb_s") ? "bandwidth_gb_s" : "bandwidth_gbs";
  const double bandwidth = roofline->positive(key) / threads;
  const auto peaks = read_peaks(*roofline, threads);
  if (peaks.empty()) roofline->fail("peaks", "is missing");
  json points = json::array();
  for (const Node& point : roofline->objects(roofline->has("networks") ? "networks" : "points")) {
    const double gflops = point.positive("gflops"), intensity = point.positive("intensity");
    const std::string precision = point.text("precision");
    double peak = 0;
    for (const auto& [name, value] : peaks) {
      if (name == precision || precision.empty()) peak = std::max(peak, value);
    }
    if (peak <= 0) continue;  // no roof of its precision: nothing to compare with
    const double roof = std::min(peak, bandwidth * intensity);
    points.push_back({{"name", point.needed_text("name")},
                      {"gflops", gflops},
                      {"intensity", intensity},
                      {"precision", precision},
                      {"roof", roof},
                      {"share", gflops / roof},
                      {"note", point.text("note")},
                      {"bound", roof < peak ? "memory" : "compute"}});
  }
  return json{{"peaks", peaks},
              {"bandwidth", bandwidth},
              {"per_core", threads > 1},
              {"points", std::move(points)}};
}

}  // namespace mien::study
