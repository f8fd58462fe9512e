#include "report/run.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "report/fields.h"
#include "report/figures.h"
#include "report/finding.h"
#include "report/notes.h"
#include "report/run_files.h"
#include "report/smiles.h"

namespace mien::report {

namespace {

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

/// Sums where no summary holds the total of just these inputs. Of the speed nothing is said over
/// several runs: they did not run together.
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

struct Inputs {
  std::vector<json> rows;
  std::vector<Facts> facts;

  void add(const RunFiles& files, const json& row) {
    InputReader reader(files, row);
    rows.push_back(reader.read());
    facts.push_back(std::move(reader.facts));
  }
};

std::string started(const RunFiles& files) { return words(files.summary, "started_at"); }

/// The rows of each folder's last run: of a recording that several analysed the newest one's.
std::vector<std::vector<json>> newest_rows(const std::vector<RunFiles>& runs) {
  std::vector<std::vector<json>> rows(runs.size());
  std::set<std::string> known;
  for (std::size_t i = runs.size(); i-- > 0;) {
    std::set<std::string> own;
    for (json& row : rows_of(runs[i])) {
      const std::string recording = words(row, "recording");
      if (!recording.empty() && known.contains(recording)) continue;
      own.insert(recording);
      rows[i].push_back(std::move(row));
    }
    known.merge(own);
  }
  return rows;
}

/// Runs that something on the page is of.
std::size_t run_count(const std::vector<RunFiles>& runs, const std::vector<json>& earlier) {
  std::set<std::string> times;
  for (const json& row : earlier) times.insert(words(row, "started_at"));
  const auto finished = [](const RunFiles& files) { return files.has_summary; };
  return times.size() + static_cast<std::size_t>(std::ranges::count_if(runs, finished));
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

std::optional<json> read_run(std::span<const std::filesystem::path> folders) {
  std::vector<RunFiles> runs;
  for (const auto& folder : folders)
    if (RunFiles files = read_run_files(folder); !files.empty()) {
      say_smiles(files);
      runs.push_back(std::move(files));
    }
  if (runs.empty()) return std::nullopt;
  std::ranges::stable_sort(runs, {}, started);

  std::vector<json> earlier, last;
  const auto rows = newest_rows(runs);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    earlier.insert(earlier.end(), runs[i].earlier.begin(), runs[i].earlier.end());
    last.insert(last.end(), rows[i].begin(), rows[i].end());
  }
  earlier = counted_once(earlier, last);
  const RunFiles none;
  Inputs inputs;
  for (const json& row : earlier) inputs.add(none, row);
  for (std::size_t i = 0; i < runs.size(); ++i)
    for (const json& row : rows[i]) inputs.add(runs[i], row);

  const json& newest = runs.back().summary;
  const bool alone = runs.size() == 1 && earlier.empty();
  const json& told = alone ? newest : none.summary;
  json total = total_of(told, inputs.rows), notes = json::array();
  const auto shares = total_shares(told, inputs.rows);
  total["emotions"] = shares_json(shares);
  for (const RunFiles& files : runs)
    for (json& note : notes_of(files.summary, files.has_summary, files.events.unreadable_lines,
                               files.tracks.unreadable_rows))
      notes.push_back(std::move(note));
  const auto machine = newest.find("machine");
  return json{{"finding", finding_of(inputs.facts, facts_of(total, "", shares))},
              {"version", words(newest, "version")},
              {"started_at", words(newest, "started_at")},
              {"runs", run_count(runs, earlier)},
              {"approach", words(newest, "approach")},
              {"workers", number(newest, "workers")},
              {"models", models_json(newest)},
              {"machine", machine_json(machine != newest.end() ? *machine : json())},
              {"total", std::move(total)},
              {"inputs", std::move(inputs.rows)},
              {"notes", std::move(notes)}};
}

}  // namespace mien::report
