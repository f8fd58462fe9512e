#include "study/tuning.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/to_number.h"

namespace mien::study {

namespace {

constexpr std::size_t kMostMaps = 3;
constexpr std::size_t kMostTrials = 60;

struct TuneTrial {
  std::map<std::string, std::string> settings;
  std::optional<double> fps, recall, rung;
  std::string verdict;
};

using AxisPair = std::pair<const char*, const char*>;  ///< across, down
/// Settings that act on each other: threads by affinity first.
constexpr AxisPair kMapAxes[] = {{"OMP_NUM_THREADS", "KMP_AFFINITY"},
                                 {"OMP_NUM_THREADS", "KMP_BLOCKTIME"},
                                 {"threads", "affinity"},
                                 {"workers", "pin"},
                                 {"streams", "pin"},
                                 {"threads", "pin"},
                                 {"workers", "streams"},
                                 {"workers", "precision"},
                                 {"width", "precision"}};

std::vector<TuneTrial> read_trials(const Node& node) {
  std::vector<TuneTrial> trials;
  for (const char* key : {"trials", "grid"}) {
    for (const Node& entry : node.objects(key)) {
      TuneTrial trial{.fps = entry.number("fps"),
                      .recall = entry.number("recall"),
                      .rung = entry.number("rung"),
                      .verdict = entry.text("verdict")};
      if (const auto settings = entry.object("settings")) {
        for (const auto& [name, value] : settings->value().items()) {
          if (const std::string text = shown_text(value); !text.empty()) {
            trial.settings[name] = text;
          }
        }
      }
      trials.push_back(std::move(trial));
    }
  }
  return trials;
}

/// The values of a setting among trials that have both: numbers rising, words as they were met.
std::vector<std::string> axis_values(const std::vector<TuneTrial>& trials, const std::string& axis,
                                     const std::string& other) {
  std::vector<std::string> values;
  for (const TuneTrial& trial : trials) {
    const auto found = trial.settings.find(axis);
    if (found == trial.settings.end() || !trial.settings.contains(other) || !trial.fps) continue;
    if (std::ranges::find(values, found->second) == values.end()) values.push_back(found->second);
  }
  if (std::ranges::all_of(values, [](const auto& v) { return to_number<double>(v).has_value(); })) {
    std::ranges::sort(values, {}, [](const auto& v) { return *to_number<double>(v); });
  }
  return values;
}

/// The trial that speaks for a cell: of the longest measurements (highest rung) the fastest.
json cell_json(const std::vector<TuneTrial>& trials, const AxisPair& axes,
               const std::string& across, const std::string& down) {
  const TuneTrial* best = nullptr;
  int tried = 0;
  for (const TuneTrial& trial : trials) {
    const auto x = trial.settings.find(axes.first), y = trial.settings.find(axes.second);
    if (x == trial.settings.end() || y == trial.settings.end() || !trial.fps) continue;
    if (x->second != across || y->second != down) continue;
    ++tried;
    const auto rank = [](const TuneTrial& t) { return std::pair(t.rung.value_or(0), *t.fps); };
    if (!best || rank(trial) > rank(*best)) best = &trial;
  }
  if (!best) return nullptr;
  return {{"fps", *best->fps}, {"recall", or_null(best->recall)}, {"tried", tried}};
}

json map_json(const std::vector<TuneTrial>& trials, const AxisPair& axes) {
  const auto across = axis_values(trials, axes.first, axes.second);
  const auto down = axis_values(trials, axes.second, axes.first);
  if (across.size() < 2 || down.size() < 2) return nullptr;
  json rows = json::array();
  for (const std::string& y : down) {
    json row = json::array();
    for (const std::string& x : across) row.push_back(cell_json(trials, axes, x, y));
    rows.push_back(std::move(row));
  }
  return {{"across", axes.first},
          {"down", axes.second},
          {"columns", across},
          {"rows", down},
          {"cells", std::move(rows)}};
}

json trial_json(const TuneTrial& trial) {
  return {{"settings", trial.settings},
          {"fps", or_null(trial.fps)},
          {"recall", or_null(trial.recall)},
          {"rung", or_null(trial.rung)},
          {"verdict", trial.verdict}};
}

}  // namespace

json tuning_json(const Node& node, const std::string& yaml) {
  auto trials = read_trials(node);
  json maps = json::array(), rows = json::array();
  for (const AxisPair& axes : kMapAxes) {
    json map = maps.size() < kMostMaps ? map_json(trials, axes) : json();
    if (!map.is_null()) maps.push_back(std::move(map));
  }
  const auto first = std::ranges::find(trials, "winner", &TuneTrial::verdict);
  const json winner = first == trials.end() ? json() : json(first->settings);
  std::ranges::stable_sort(trials, std::greater<>(), [](const TuneTrial& trial) {
    return std::pair(trial.rung.value_or(0), trial.fps.value_or(0));
  });
  const auto space = trials.size();
  const auto tried =
      std::ranges::count_if(trials, [](const TuneTrial& t) { return t.fps.has_value(); });
  std::erase_if(trials, [](const TuneTrial& t) { return !t.fps && t.verdict == "not tried"; });
  for (std::size_t i = 0; i < std::min(trials.size(), kMostTrials); ++i) {
    rows.push_back(trial_json(trials[i]));
  }
  json changes = json::array();
  for (const Node& change : node.objects("changes")) {
    changes.push_back({{"change", change.needed_text("change")},
                       {"fps", change.positive("fps")},
                       {"gain", or_null(change.number("gain"))}});
  }
  const std::string written = yaml.empty() ? node.text("best_yaml") : without_credentials(yaml);
  return {{"maps", std::move(maps)}, {"trials", std::move(rows)}, {"tried", tried},
          {"space", space},          {"listed", trials.size()},   {"finding", node.text("finding")},
          {"winner", winner},        {"yaml", written},           {"changes", std::move(changes)}};
}

namespace {

json prediction_json(const Node& node) {
  json stores = json::array(), loads = json::array(), check;
  for (const Node& store : node.objects("stores"))
    stores.push_back({{"store", store.needed_text("store")},
                      {"idle", or_null(store.number("idle"))},
                      {"substream", store.flag("substream").value_or(false)},
                      {"cameras", or_null(store.number("cameras"))}});
  for (const Node& load : node.objects("loads")) {
    json row = {{"kind", load.needed_text("kind")},
                {"substream", load.flag("substream").value_or(false)}};
    for (const char* key : {"decode_ms", "search_ms", "read_ms", "rest_ms", "total_ms"})
      row[key] = or_null(load.number(key));
    loads.push_back(std::move(row));
  }
  if (const auto held = node.object("check")) {
    check = json::object();
    for (const char* key : {"cores", "predicted", "measured", "error"})
      check[key] = or_null(held->number(key));
  }
  return {{"cores", node.positive("cores")},
          {"busy_limit", or_null(node.number("busy_limit"))},
          {"stores", std::move(stores)},
          {"loads", std::move(loads)},
          {"check", std::move(check)}};
}

}  // namespace

json density_json(const Node& node) {
  std::vector<json> steps;
  for (const Node& step : node.objects("steps")) {
    steps.push_back({{"cameras", step.positive("cameras")},
                     {"min_fps", or_null(step.number("min_fps"))},
                     {"p99_ms", or_null(step.number("p99_ms"))},
                     {"min_search_fps", or_null(step.number("min_search_fps"))},
                     {"asleep", or_null(step.number("asleep"))},
                     {"cpu_share", or_null(step.number("cpu_share"))},
                     {"pass", step.flag("pass").value_or(false)}});
  }
  std::ranges::stable_sort(steps, {}, [](const json& s) { return s["cameras"].get<double>(); });
  json data = {{"steps", steps}};
  for (const char* key : {"cameras", "target_fps", "max_p99_ms", "p99_ms", "min_fps",
                          "cameras_per_core", "cpu_ms_per_frame", "detect_fps", "idle"}) {
    data[key] = or_null(node.number(key));
  }
  if (data["cameras"].is_null()) node.fail("cameras", "is missing");
  data["limit"] = node.text("limit");
  data["way"] = node.text("way");
  data["substream"] = node.has("substream");
  const auto prediction = node.object("prediction");
  data["prediction"] = prediction ? prediction_json(*prediction) : json();
  return data;
}

}  // namespace mien::study
