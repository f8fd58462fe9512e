#include "study/study.h"

#include <fmt/format.h>

#include "study/accuracy.h"
#include "study/agreement.h"
#include "study/bench.h"
#include "study/cores.h"
#include "study/ladder.h"
#include "study/snapshot.h"
#include "study/tuning.h"
#include "study/words.h"

namespace mien::study {

namespace {

json claims_json(const std::vector<Claim>& claims) {
  json rows = json::array();
  for (const Claim& claim : claims) rows.push_back({{"claim", claim.claim}, {"here", claim.here}});
  return rows;
}

/// Everything of the page that bench.json alone decides.
json read_bench_part(const Node& node) {
  const Bench bench = read_bench(node);
  const std::vector<Rung> rungs = ladder_of(bench);
  json data = bench_json(bench);
  data["finding"] = finding_of(bench, rungs);
  data["ladder"] = ladder_json(bench, rungs);
  data["paid"] = changes_that_paid(bench, rungs);
  data["not_paid"] = changes_that_did_not_pay(bench, rungs);
  data["claims"] = claims_json(beside_the_article(bench, rungs));
  data["version"] = node.text("version");
  data["started_at"] = node.text("started_at");
  if (bench.baseline && bench.best) {
    data["snapshots"] = {{"before", snapshot_json(bench.results[*bench.baseline])},
                         {"after", snapshot_json(bench.results[*bench.best])}};
  }
  return data;
}

bool measured(const json& snapshot) {
  for (const json& metric : snapshot["metrics"]) {
    if (!metric["value"].is_null()) return true;
  }
  return false;
}

/// One line of the list at the page's end.
struct Wanted {
  bool there;
  const char *what, *command;
};

bool filled(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && !found->empty();
}

}  // namespace

bool Studies::add(const std::filesystem::path& folder, const std::string& name) {
  Study part{.names = {name}};
  bool any = false;
  const auto read = [&](const char* file, const char* command, const auto& take) {
    const auto path = folder / file;
    const auto object = read_object(path);
    if (!object) return;
    any = true;
    const Node node(*object, path.string(), command);
    take(node);
    if (part.machine.is_null() && node.has("machine")) part.machine = *object->find("machine");
    if (part.software.is_null() && node.has("software")) part.software = *object->find("software");
  };
  read("bench.json", "mien bench", [&](const Node& node) { part.bench = read_bench_part(node); });
  read("tune.json", "mien tune", [&](const Node& node) {
    part.tune = tuning_json(node, read_text(folder / "best.yaml").value_or(""));
  });
  read("profile.json", "mien profile", [&](const Node& node) {
    const auto before = node.object("before"), after = node.object("after");
    if (before) part.before = snapshot_json(*before);
    if (after) part.after = snapshot_json(*after);
    if (!before && !after) part.before = snapshot_json(node);
    for (const auto& from : {after, before, std::optional(node)}) {
      const auto roofline = from && part.roofline.is_null() ? roofline_json(*from) : std::nullopt;
      if (roofline) part.roofline = *roofline;
    }
  });
  read("density.json", "mien density",
       [&](const Node& node) { part.density = density_json(node); });
  read("scaling.json", "tools/scaling-run --run CLIP -o DIR", [&](const Node& node) {
    part.cores = cores_json(node);
    for (const Node& run : node.objects("runs")) {  // of all CPUs: the last one's
      const auto bench = run.object("bench");
      if (bench && bench->has("machine")) part.machine = *bench->value().find("machine");
    }
  });
  read("eval_detect.json", "mien eval detect",
       [&](const Node& node) { part.detect = detection_json(node); });
  read("eval_emotion.json", "mien eval emotion",
       [&](const Node& node) { part.emotion = emotion_json(node); });
  if (!any) return false;
  if (studies_.empty() || clash(studies_.back(), part)) studies_.emplace_back();
  merge(studies_.back(), std::move(part));
  return true;
}

bool Studies::clash(const Study& study, const Study& part) {
  const auto both = [](const json& a, const json& b) { return !a.is_null() && !b.is_null(); };
  return both(study.bench, part.bench) || both(study.tune, part.tune) ||
         both(study.density, part.density) || both(study.cores, part.cores) ||
         both(study.after, part.before) || both(study.after, part.after);
}

void Studies::merge(Study& into, Study&& part) {
  for (auto& name : part.names) into.names.push_back(std::move(name));
  if (!into.before.is_null() && !part.before.is_null()) {
    into.after = std::move(part.before);
    part.before = nullptr;
    if (!part.roofline.is_null()) into.roofline = part.roofline;
  }
  const auto fill = [](json& target, json& source) {
    if (target.is_null()) target = std::move(source);
  };
  fill(into.bench, part.bench), fill(into.tune, part.tune), fill(into.density, part.density);
  fill(into.cores, part.cores);
  fill(into.roofline, part.roofline), fill(into.before, part.before), fill(into.after, part.after);
  fill(into.machine, part.machine), fill(into.software, part.software);
  for (json& row : part.detect) into.detect.push_back(std::move(row));
  for (json& row : part.emotion) into.emotion.push_back(std::move(row));
}

json Studies::page_data(const Study& study) {
  json before = study.before, after = study.after;
  const bool profiled = !before.is_null();
  if (!profiled && filled(study.bench, "snapshots") &&
      (measured(study.bench["snapshots"]["before"]) ||
       measured(study.bench["snapshots"]["after"]))) {
    before = study.bench["snapshots"]["before"];
    after = study.bench["snapshots"]["after"];
  }
  const json& hardware = part(study.machine, "hardware");
  const json& software = part(study.machine, "software");
  const json tables[] = {machine_json(hardware.empty() ? study.machine : hardware),
                         machine_json(software.empty() ? study.software : software)};
  const char* bench = "mien bench CLIP --approaches all -o DIR";
  const char* profile = "mien profile CLIP -o DIR";
  const Wanted wanted[] = {
      {!tables[0].empty(), "Table 1, hardware", bench},
      {!tables[1].empty(), "Table 2, software", bench},
      {profiled, "Figures 1 and 2 with advice", profile},
      {filled(study.bench, "results"), "Figure 3 and the table of approaches", bench},
      {filled(study.bench, "ladder"), "Waterfall and log of changes (needs the baseline)", bench},
      {filled(study.bench, "comparisons"), "HOG against CNN", bench},
      {filled(study.bench, "builds"), "dlib builds", bench},
      {filled(study.bench, "scaling"), "Scaling curve", bench},
      {filled(study.tune, "maps"), "Threads × affinity", "mien tune CLIP -o DIR/best.yaml"},
      {filled(study.tune, "yaml"), "Winning configuration", "mien tune CLIP -o DIR/best.yaml"},
      {!study.density.is_null(), "Density", "mien density CLIP -o DIR"},
      {!study.roofline.is_null(), "Roofline", profile},
      {!study.detect.empty(), "Detection accuracy",
       "mien eval detect --images DIR --ground-truth FILE -o DIR"},
      {!study.emotion.empty(), "Expression accuracy", "mien eval emotion --dataset FILE -o DIR"}};
  json missing = json::array();
  for (const Wanted& row : wanted) {
    if (!row.there) missing.push_back({row.what, row.command});
  }
  const std::string finding = words(study.bench, "finding");
  return {
      {"names", study.names},       {"finding", finding},
      {"hardware", tables[0]},      {"software", tables[1]},
      {"bench", study.bench},       {"tune", study.tune},
      {"before", before},           {"after", after},
      {"density", study.density},   {"cores", study.cores},
      {"roofline", study.roofline}, {"detect", study.detect},
      {"emotion", study.emotion},   {"agreement", agreement_json(study.bench, study.tune, after)},
      {"missing", missing}};
}

json Studies::to_json() const {
  json studies = json::array();
  for (const Study& study : studies_) studies.push_back(page_data(study));
  return studies;
}

}  // namespace mien::study
