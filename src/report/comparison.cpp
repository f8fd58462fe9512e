#include "report/comparison.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/compare.h"
#include "audience/told.h"
#include "base/database_name.h"
#include "base/text.h"
#include "database/stand_in.h"
#include "report/pool.h"
#include "stays/timely.h"

namespace mien::report {

namespace {

namespace fs = std::filesystem;
using std::chrono::days, std::chrono::local_days;

constexpr const char* kRemedy =
    "name two periods (2026-11-02/2026-11-08), two contents, or two folders of results";

std::vector<fs::path> databases_in(std::span<const fs::path> folders) {
  std::vector<fs::path> databases;
  for (const fs::path& folder : folders)
    if (fs::is_regular_file(folder / kDatabaseName)) databases.push_back(folder / kDatabaseName);
  return databases;
}

AudiencePool pool_of(std::span<const fs::path> folders, const std::string& named,
                     const UtcOffset& clock) {
  const auto databases = databases_in(folders);
  if (databases.empty())
    throw Error(ErrorKind::input, named, "holds no mien.db", "name folders that mien run left");
  return AudiencePool(databases, clock);
}

audience::Filter filter_of(const std::pair<local_days, local_days>& period,
                           const UtcOffset& clock) {
  const audience::Filter filter{.from = day_begin(period.first, clock),
                                .to = day_begin(period.second + days(1), clock)};
  if (const auto why = audience::why_no_range(filter.from, filter.to, wall_now()))
    throw Error(ErrorKind::usage, "--compare", *why, "check the dates");
  return filter;
}

void check_content(const AudiencePool& pool, const std::string& content) {
  if (pool.contents().contains(content)) return;
  const std::vector<std::string> names(pool.contents().begin(), pool.contents().end());
  throw Error(ErrorKind::usage, "--compare",
              fmt::format("'{}' is not a period, a folder or a content of these results", content),
              names.empty() ? kRemedy : did_you_mean(content, names));
}

/// Who is on both sides makes them more alike than they are.
void check_apart(const std::pair<local_days, local_days>& a,
                 const std::pair<local_days, local_days>& b) {
  const local_days first = std::max(a.first, b.first), last = std::min(a.second, b.second);
  if (first > last) return;
  throw Error(
      ErrorKind::usage, "--compare",
      fmt::format("{} is in both periods",
                  first == last ? day_words(first) : day_words(first) + "/" + day_words(last)),
      "name two periods that have no day in common");
}

[[noreturn]] void refuse_same(const std::string& name) {
  throw Error(ErrorKind::usage, "--compare", "'" + name + "' cannot be compared with itself",
              kRemedy);
}

/// Does that file hold nothing but smiles? Its titles go to those that are known.
bool take_told(const fs::path& database, audience::Told& told) {
  audience::Told own = audience::told_in(database);
  told.titles.merge(own.titles);
  return own.expressions == "smile";
}

/// A content by its name, else by its title.
std::string content_named(const std::string& name, const AudiencePool& pool,
                          const audience::Told& told) {
  if (pool.contents().contains(name)) return name;
  for (const auto& [content, title] : told.titles)
    if (title == name && pool.contents().contains(content)) return content;
  return name;
}

json row_json(const audience::Compared& row, const audience::Told& told) {
  return {{"content", row.content},
          {"title", told.title_of(row.content)},
          {"measure", audience::name_of(row.measure)},
          {"a", {{"mean", row.a}, {"values", row.values_a}}},
          {"b", {{"mean", row.b}, {"values", row.values_b}}},
          {"difference",
           {{"value", row.difference.value},
            {"low", row.difference.low},
            {"high", row.difference.high}}},
          {"p", row.p},
          {"p_holm", row.p_holm},
          {"more_stays", {{"a", row.more_stays_a}, {"b", row.more_stays_b}}}};
}

/// How the expressions of all contents together differ, for the first line.
std::string finding_of(const audience::Comparison& comparison) {
  if (comparison.rows.empty()) return "Too few people on a side to compare anything";
  const auto differs =
      std::ranges::count_if(comparison.rows, [](const auto& row) { return row.p_holm < 0.05; });
  const audience::Compared& first = comparison.rows.front();
  std::string words = fmt::format("{} of {} comparisons differ", differs, comparison.rows.size());
  const bool smiles = first.measure == audience::Compared::Measure::smiles;
  if ((smiles || first.measure == audience::Compared::Measure::valence) && first.content.empty())
    words += fmt::format("; {} {:+.2f} ({:+.2f} to {:+.2f}), {}",
                         smiles ? "share of stays with a smile" : "valence", first.difference.value,
                         first.difference.low, first.difference.high,
                         first.p_holm < 0.05 ? "beyond chance" : "which may be chance");
  return words;
}

}  // namespace

std::optional<std::pair<local_days, local_days>> period_in(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto first = parse_day(std::string_view(text).substr(0, slash));
  const auto last =
      slash == std::string::npos ? first : parse_day(std::string_view(text).substr(slash + 1));
  if (!first || !last) return std::nullopt;
  if (*last < *first)
    throw Error(ErrorKind::usage, "--compare", "'" + text + "' ends before it begins",
                "write the earlier day first: 2026-11-02/2026-11-08");
  return std::pair(*first, *last);
}

json comparison_json(std::span<const fs::path> folders, const std::string& left,
                     const std::string& right, const UtcOffset& clock) {
  const auto a = period_in(left), b = period_in(right);
  if (a.has_value() != b.has_value())
    throw Error(ErrorKind::usage, "--compare", "one side is a period and the other is not",
                kRemedy);
  const bool stores = !a && fs::is_directory(left) && fs::is_directory(right);
  if (a) check_apart(*a, *b);
  if (stores && fs::equivalent(left, right)) refuse_same(left);
  std::string names[] = {left, right};
  audience::ComparedSide sides[2];
  audience::Told told;
  int least = 1;
  bool smiles = true;
  if (stores) {
    const StandIns stand_ins(std::vector<fs::path>{left, right});
    for (std::size_t i = 0; i < 2; ++i) try {
        const fs::path& folder = stand_ins.folders()[i];
        AudiencePool pool = pool_of(std::span(&folder, 1), names[i], clock);
        least = std::max(least, pool.store().min_audience());
        sides[i] = audience::side_of(pool.store(), {});
        smiles &= take_told(folder / kDatabaseName, told);
      } catch (const Error& error) {
        throw stand_ins.named(error);
      }
  } else {
    AudiencePool pool = pool_of(folders, folders.front().string(), clock);
    least = pool.store().min_audience();
    for (const fs::path& database : databases_in(folders)) smiles &= take_told(database, told);
    if (!a)
      for (std::string& name : names) check_content(pool, name = content_named(name, pool, told));
    if (!a && names[0] == names[1]) refuse_same(left);
    for (int i = 0; i < 2; ++i) {
      const std::string& name = names[i];
      sides[i] = a ? audience::side_of(pool.store(), filter_of(i == 0 ? *a : *b, clock))
                   : audience::side_of_content(pool.store(), {.content = name});
    }
  }
  const audience::Comparison comparison = audience::compare(sides[0], sides[1], smiles);
  json rows = json::array();
  for (const audience::Compared& row : comparison.rows) rows.push_back(row_json(row, told));
  return {{"kind", a        ? "periods"
                   : stores ? "stores"
                            : "contents"},
          {"a", !a && !stores ? told.title_of(names[0]) : left},
          {"b", !a && !stores ? told.title_of(names[1]) : right},
          {"finding", finding_of(comparison)},
          {"comparisons", comparison.rows.size()},
          {"correction", "Holm (p), Bonferroni (intervals)"},
          {"min_audience", least},
          {"rows", rows},
          {"withheld", comparison.withheld}};
}

}  // namespace mien::report
