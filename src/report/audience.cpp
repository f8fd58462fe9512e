#include "report/audience.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/store.h"
#include "audience/told.h"
#include "base/database_name.h"
#include "base/smile_words.h"
#include "base/sqlite_database.h"
#include "report/pool.h"
#include "report/week.h"

namespace mien::report {

namespace {

constexpr std::int64_t kAudienceSchema = 2;

json estimate_json(const std::optional<Estimate>& estimate) {
  if (!estimate) return nullptr;
  return {{"value", estimate->value}, {"low", estimate->low}, {"high", estimate->high}};
}

/// `smiles`: what was not read is left out, where the file has none of it from before.
json figures_json(const audience::Figures& figures, bool smiles) {
  json labels = json::object();
  for (std::size_t i = 0; i < figures.labels.size(); ++i) {
    const std::string_view label = name_of(static_cast<Emotion>(i));
    if (smiles && !is_of_smiles(label) && figures.labels[i].value_or(0) == 0) continue;
    labels[std::string(smiles ? in_smiles(label) : label)] = or_null(figures.labels[i]);
  }
  return {{"exposures", figures.exposures},
          {"people", figures.people},
          {"dwell_s", figures.dwell_s},
          {"attention", or_null(figures.attention)},
          {"change", or_null(figures.change)},
          {"emotions", labels},
          {"reaction_share", or_null(figures.reaction_share)}};
}

// Ranked by valence; what only ratings know comes after, and last what nothing is told of.
json contents_json(AudiencePool& pool, const audience::Told& told, bool smiles) {
  audience::Store& store = pool.store();
  const auto figures = store.by_content();
  const auto ratings = store.ratings_by_content();
  json contents = json::array();
  std::set<std::string> listed;
  const auto add = [&](const std::string& content,
                       const audience::Guarded<audience::Standing>* standing = nullptr) {
    if (!listed.insert(content).second) return;
    json row = {{"content", content}, {"title", told.title_of(content)}};
    const auto own = figures.find(content);
    if (own != figures.end() && !own->second.suppressed())
      row["figures"] = figures_json(*own->second, smiles);
    if (standing && !standing->suppressed()) {
      row["valence"] = estimate_json((*standing)->mean);
      row["p_holm"] = (*standing)->p_holm;
    }
    const auto rated = ratings.find(content);
    if (rated != ratings.end() && !rated->second.suppressed())
      row["ratings"] = {{"count", rated->second->ratings}, {"mean", rated->second->mean}};
    contents.push_back(std::move(row));
  };
  for (const audience::Ranked& one : store.rank_by_valence()) add(one.content, &one.standing);
  for (const auto& [content, unused] : figures) add(content);
  for (const auto& [content, unused] : ratings) add(content);
  for (const std::string& content : pool.contents()) add(content);
  return contents;
}

json relation_json(const audience::Guarded<audience::Relation>& relation) {
  if (relation.suppressed()) return nullptr;
  json lifts = json::array(), cells = json::array();
  for (const audience::Lift& lift : relation->lifts)
    lifts.push_back({{"emotion", name_of(lift.emotion)},
                     {"ratings", lift.ratings},
                     {"mean", lift.mean},
                     {"difference", estimate_json(lift.difference)}});
  for (const auto& row : relation->agreement.cells) cells.push_back(row);
  return {{"pairs", relation->pairs},
          {"ratings", relation->ratings},
          {"people", relation->people},
          {"spearman", estimate_json(relation->spearman)},
          {"kendall", estimate_json(relation->kendall)},
          {"lifts", lifts},
          {"agreement", cells},
          {"share", relation->agreement.share},
          {"kappa", or_null(relation->agreement.kappa)},
          {"notices", relation->notices}};
}

double smile_share(const json& row) {
  const json share =
      row.contains("figures") ? row["figures"]["emotions"].value("smile", json()) : json();
  return share.is_number() ? share.get<double>() : -1;
}

/// Where nothing but smiles is read: best first.
void rank_by_smiles(json& contents) {
  std::stable_sort(contents.begin(), contents.end(),
                   [](const json& a, const json& b) { return smile_share(a) > smile_share(b); });
}

std::string smiles_finding(const json& contents) {
  const auto known = [](const json& row) { return smile_share(row) >= 0; };
  const auto count = std::count_if(contents.begin(), contents.end(), known);
  if (count == 0) return "Too few people were in front of any content for figures of smiles";
  const json& best = contents.front();
  return fmt::format("{} in front of {}: {:.0f} % of the time",
                     count == 1 ? "Smiles" : "Most smiles", best["title"].get<std::string>(),
                     100 * smile_share(best));
}

/// One sentence for the top of the page.
std::string finding_of(const json& contents) {
  const auto known = [](const json& row) { return row.contains("valence"); };
  const auto count = std::count_if(contents.begin(), contents.end(), known);
  if (count == 0) return "Too few people were in front of any content for figures";
  const json& best = contents.front();
  const std::string name = best["title"].get<std::string>();
  const double valence = best["valence"]["value"].get<double>();
  if (count == 1) return fmt::format("Valence in front of {}: {:+.2f}", name, valence);
  const bool sure = best["p_holm"].get<double>() < 0.05;
  return fmt::format("{} pleases most (valence {:+.2f}{})", name, valence,
                     sure ? "" : "; the difference may be chance");
}

bool has_audience(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return false;
  Database database(file);
  if (database.integer("PRAGMA user_version") < kAudienceSchema) return false;
  return database.integer(
             "SELECT EXISTS (SELECT 1 FROM exposures) OR "
             "EXISTS (SELECT 1 FROM ratings)") != 0;
}

using Clocks = std::map<std::string, std::string>;  ///< in words, by log

/// "out", of several folders of that name "out (1)", "out (2)" …, as they were given.
std::string folder_word(std::span<const std::filesystem::path> databases, std::size_t at) {
  const auto name = [&](std::size_t i) { return databases[i].parent_path().filename().string(); };
  int all = 0, number = 0;
  for (std::size_t i = 0; i < databases.size(); ++i) {
    if (name(i) == name(at)) ++all;
    if (i == at) number = all;
  }
  return all == 1 ? name(at) : fmt::format("{} ({})", name(at), number);
}

/// `told`: of each database. A log's clock in one folder may be another in the next: then each is
/// told, with its folder.
Clocks clocks_of(std::span<const std::filesystem::path> databases, std::span<const Clocks> told) {
  std::map<std::string, std::set<std::string>> words;
  for (const Clocks& one : told)
    for (const auto& [log, clock] : one) words[log].insert(clock);
  Clocks clocks;
  for (std::size_t i = 0; i < databases.size(); ++i)
    for (const auto& [log, clock] : told[i])
      clocks[words[log].size() == 1 ? log : log + " of " + folder_word(databases, i)] = clock;
  return clocks;
}

/// The days of the store that the published figures are of, as the file has them: no zone is needed
/// to tell them.
json period_of(const std::filesystem::path& file) {
  Database database(file);
  Statement query = database.prepare(
      "SELECT date(min(day) * 86400, 'unixepoch'), date(max(day + 6 * (level = 3)) * 86400, "
      "'unixepoch'), count(DISTINCT CASE WHEN level < 3 THEN day END) FROM cells");
  query.start();
  if (!query.next() || query.is_null(0)) return nullptr;
  return {{"from", query.text(0)}, {"to", query.text(1)}, {"days", query.integer(2)}};
}

}  // namespace

std::optional<json> read_audience(std::span<const std::filesystem::path> folders,
                                  const UtcOffset& clock) {
  try {
    std::vector<std::filesystem::path> databases;
    for (const auto& folder : folders)
      if (has_audience(folder / kDatabaseName)) databases.push_back(folder / kDatabaseName);
    if (databases.empty()) return std::nullopt;
    AudiencePool pool(databases, clock);  // guarded as those who filled it were told to
    audience::Told told;
    std::vector<Clocks> clocks;
    bool smiles = true;
    for (const auto& database : databases) {
      audience::Told own = audience::told_in(database);
      smiles = smiles && own.expressions == "smile";
      told.titles.merge(own.titles);
      clocks.push_back(std::move(own.player_clocks));
    }
    json contents = contents_json(pool, told, smiles);
    if (smiles) rank_by_smiles(contents);
    const json period = period_of(pool.file());
    const std::int64_t days = period.is_null() ? 0 : period["days"].get<std::int64_t>();
    const auto withheld = pool.store().withheld();
    return json{{"min_audience", pool.store().min_audience()},
                {"period", period},
                {"withheld", or_null(withheld)},
                {"smiles", smiles},
                {"player_clocks", clocks_of(databases, clocks)},
                {"finding", smiles ? smiles_finding(contents) : finding_of(contents)},
                {"contents", contents},
                {"too_little", too_little_json(pool.store(), days)},
                {"days", days_json(pool.store(), clock)},
                {"week", week_json(pool.store(), clock)},
                {"relation", relation_json(pool.store().relate())}};
  } catch (const Error& error) {
    throw Error(ErrorKind::input, error.where(), error.reason(), error.remedy());
  }
}

}  // namespace mien::report
