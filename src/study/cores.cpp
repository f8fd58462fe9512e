#include "study/cores.h"

#include <algorithm>
#include <map>
#include <vector>

namespace mien::study {

namespace {

/// Speed of one kind of work by CPUs.
using Curve = std::map<double, double>;

json rows_of(const std::string& name, const Curve& curve) {
  json rows = json::array();
  if (curve.empty()) return rows;
  const auto& [fewest, first] = *curve.begin();
  for (const auto& [cpus, rate] : curve) {
    const double speedup = rate / first * fewest;
    rows.push_back({{"what", name},
                    {"cpus", cpus},
                    {"rate", rate},
                    {"speedup", speedup},
                    {"efficiency", speedup / cpus}});
  }
  return rows;
}

}  // namespace

json cores_json(const Node& node) {
  std::vector<std::string> names;  // in the order of the file
  std::map<std::string, Curve> curves;
  Curve cameras;
  for (const Node& run : node.objects("runs")) {
    const double cpus = run.positive("cpus");
    if (const auto bench = run.object("bench")) {
      for (const Node& result : bench->objects("results")) {
        const auto fps = result.number("fps_median");
        if (!fps || !(*fps > 0)) continue;
        const std::string approach = result.needed_text("approach");
        if (!curves.contains(approach)) names.push_back(approach);
        curves[approach][cpus] = *fps;
      }
    }
    const auto density = run.object("density");
    const auto count = density ? density->number("cameras") : std::nullopt;
    // Where no limit was found, the number says what was tried and not what the machine carries.
    if (count && *count > 0 && !density->text("limit").starts_with("not found"))
      cameras[cpus] = *count;
  }
  json rows = json::array();
  for (const std::string& name : names)
    for (json& row : rows_of(name, curves[name])) rows.push_back(std::move(row));
  return {{"cores", node.positive("cores")},
          {"cpus", node.positive("cpus")},
          {"quick", node.flag("quick").value_or(false)},
          {"rows", std::move(rows)},
          {"cameras", rows_of("live cameras", cameras)}};
}

}  // namespace mien::study
