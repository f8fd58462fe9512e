#include "report/run.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "report/figures.h"
#include "report/files.h"
#include "report/finding.h"
#include "report/notes.h"
#include "report/timeline.h"
#include "report/tracks.h"

namespace mien::report {

namespace {

/// All that one folder holds.
struct RunFiles {
  json summary = json::object();
  EventsRead events;
  TrackLog tracks;
};

std::vector<LabelShare> shares_of(const json& row, const Sightings* seen,
                                  const LabelTable& labels) {
  std::vector<LabelShare> shares;
  for (const auto& [label, share] : part(row, "emotions").items()) {
    if (share.is_number()) shares.push_back({label, std::clamp(share.get<double>(), 0.0, 1.0)});
  }
  const double told = std::accumulate(shares.begin(), shares.end(), 0.0,
                                      [](double sum, const auto& s) { return sum + s.share; });
  if (told > 0 || !seen || seen->faces == 0) return shares;
  shares.clear();
  for (std::size_t i = 0; i < labels.names().size(); ++i) {
    shares.push_back({labels.names()[i], double(seen->counts[i]) / double(seen->faces)});
  }
  return shares;
}

Facts facts_of(const json& figures, const std::string& name, std::vector<LabelShare> shares) {
  Facts facts;
  facts.name = name;
  const bool error = !words(figures, "error").empty();
  facts.failed = error && number(figures, "frames_decoded") <= 0;
  facts.cut_short = error && !facts.failed;
  facts.faces = static_cast<std::int64_t>(number(figures, "faces"));
  facts.tracks = static_cast<std::int64_t>(number(figures, "tracks"));
  facts.media_seconds = number(figures, "media_seconds");
  facts.shares = std::move(shares);
  return facts;
}

/// One input: the summary's row joined with its events and tracks by name.
class InputReader {
 public:
  InputReader(const RunFiles& files, const json& row) : files_(files), row_(row) {
    name_ = words(row, "input");
    const auto seen = files.events.inputs.find(name_);
    if (seen != files.events.inputs.end()) seen_ = &seen->second;
    const auto tracks = files.tracks.inputs.find(name_);
    if (tracks != files.tracks.inputs.end()) tracks_ = &tracks->second;
  }

  json read() {
    json input = figures_of(row_);
    if (seen_ && number(row_, "faces") <= 0) input["faces"] = seen_->faces;
    if (tracks_ && number(row_, "tracks") <= 0) input["tracks"] = tracks_->size();
    const std::string shown = without_credentials(name_);
    const auto shares = shares_of(row_, seen_, files_.events.labels);
    facts = facts_of(input, short_name(shown), shares);
    input["input"] = shown;
    input["name"] = facts.name;
    input["failed"] = facts.failed;
    input["emotions"] = shares_json(shares);
    // Pictures are no course of time.
    const bool pictures =
        tracks_ && std::ranges::any_of(*tracks_, [](auto& row) { return !row.file.empty(); });
    if (seen_ && seen_->faces > 0 && !pictures) add_sightings(input);
    if (tracks_) {
      input["tracks_rows"] = longest_stays(*tracks_);
      input["tracks_left_out"] = tracks_->size() - input["tracks_rows"].size();
    }
    const LabelShare best = dominant(shares);
    input["dominant"] = {{"label", best.label}, {"share", best.share}};
    if (const auto sure = confidence_of(best.label)) input["dominant"]["confidence"] = *sure;
    input["finding"] = finding_of(facts);
    return input;
  }

  Facts facts;

 private:
  void add_sightings(json& input) {
    const auto& names = files_.events.labels.names();
    const FacesOverTime timeline =
        make_timeline(*seen_, number(row_, "media_seconds"), number(row_, "frames_inferred"));
    input["timeline"] = timeline_json(timeline, files_.events.labels);
    const Drift drift = drift_of(*seen_);
    if (drift.from == LabelTable::kUnknown) return;
    facts.from = names[drift.from];
    facts.to = names[drift.to];
  }

  std::optional<double> confidence_of(const std::string& label) const {
    const auto& names = files_.events.labels.names();
    const auto found = std::ranges::find(names, label);
    if (!seen_ || found == names.end()) return std::nullopt;
    const auto slot = static_cast<std::size_t>(found - names.begin());
    if (seen_->counts[slot] == 0) return std::nullopt;
    return seen_->confidence_sums[slot] / seen_->counts[slot];
  }

  const RunFiles& files_;
  const json& row_;
  std::string name_;
  const Sightings* seen_ = nullptr;
  const std::vector<TrackLine>* tracks_ = nullptr;
};

/// Those of the summary and of the events: what a folder of pictures is known by.
std::set<std::string> input_names(const RunFiles& files) {
  std::set<std::string> names;
  for (const auto& [name, unused] : files.events.inputs) names.insert(name);
  const auto inputs = files.summary.find("inputs");
  if (inputs != files.summary.end() && inputs->is_array())
    for (const json& row : *inputs)
      if (row.is_object()) names.insert(words(row, "input"));
  return names;
}

/// The summary's inputs, then those that only events or tracks name (a run that was killed).
std::vector<json> rows_of(const RunFiles& files) {
  std::vector<json> rows;
  std::set<std::string> named;
  const auto inputs = files.summary.find("inputs");
  if (inputs != files.summary.end() && inputs->is_array()) {
    for (const json& row : *inputs) {
      // The same file given twice shares its events: they are shown once.
      if (row.is_object() && named.insert(words(row, "input")).second) rows.push_back(row);
    }
  }
  const auto add = [&](const auto& log) {
    for (const auto& [name, unused] : log.inputs) {
      if (named.insert(name).second) rows.push_back({{"input", name}});
    }
  };
  add(files.events);
  add(files.tracks);
  return rows;
}

/// Sums where the summary holds no total.
json total_of(const json& summary, const std::vector<json>& inputs) {
  if (!part(summary, "total").empty()) return figures_of(part(summary, "total"));
  json total = figures_of(json::object());
  for (const json& input : inputs) {
    for (const char* key : {"frames_decoded", "frames_inferred", "faces", "tracks", "media_seconds",
                            "cpu_seconds", "damaged_packets"}) {
      total[key] = number(total, key) + number(input, key);
    }
  }
  return total;
}

/// Shares over all inputs, each weighted by its faces.
std::vector<LabelShare> total_shares(const json& summary, const std::vector<json>& inputs) {
  auto shares = shares_of(part(summary, "total"), nullptr, LabelTable());
  if (!shares.empty() || inputs.empty()) return shares;
  std::map<std::string, double> views;
  double faces = 0;
  for (const json& input : inputs) {
    faces += number(input, "faces");
    for (const auto& [label, share] : part(input, "emotions").items()) {
      views[label] += share.get<double>() * number(input, "faces");
    }
  }
  for (const auto& [label, count] : views) shares.push_back({label, count / std::max(faces, 1.0)});
  return shares;
}

}  // namespace

std::optional<json> read_run(const std::filesystem::path& folder) {
  RunFiles files;
  auto summary = read_object(folder / "summary.json");
  files.events = read_events(folder / "events.jsonl");
  files.tracks = read_tracks(folder / "tracks.csv");
  if (!summary && files.events.inputs.empty() && files.tracks.inputs.empty()) return std::nullopt;
  if (summary) files.summary = std::move(*summary);
  gather_pictures(files.tracks, input_names(files));

  std::vector<json> inputs;
  std::vector<Facts> facts;
  for (const json& row : rows_of(files)) {
    InputReader reader(files, row);
    inputs.push_back(reader.read());
    facts.push_back(std::move(reader.facts));
  }
  json total = total_of(files.summary, inputs);
  const auto shares = total_shares(files.summary, inputs);
  total["emotions"] = shares_json(shares);
  const auto machine = files.summary.find("machine");
  return json{{"finding", finding_of(facts, facts_of(total, "", shares))},
              {"version", words(files.summary, "version")},
              {"started_at", words(files.summary, "started_at")},
              {"approach", words(files.summary, "approach")},
              {"workers", number(files.summary, "workers")},
              {"models", models_json(files.summary)},
              {"machine", machine_json(machine != files.summary.end() ? *machine : json())},
              {"total", std::move(total)},
              {"inputs", std::move(inputs)},
              {"notes", notes_of(files.summary, summary.has_value(),
                                 files.events.unreadable_lines, files.tracks.unreadable_rows)}};
}

}  // namespace mien::report
