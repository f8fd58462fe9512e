// What may be told: sums of published cells.
#include "audience/store_tables.h"

namespace mien::audience {

namespace {

Guarded<Figures> told(const Sums& sums) { return {figures_of(sums), sums.people, 1}; }

}  // namespace

std::map<std::string, Sums> Store::told_by_content(const Filter& filter) {
  return tables_->cells.by_content(filter);
}

Guarded<Figures> Store::totals(const Filter& filter) {
  Sums sums;
  for (const auto& [content, own] : told_by_content(filter)) sums += own;
  return told(sums);
}

std::map<std::string, Guarded<Figures>> Store::by_content(const Filter& filter) {
  std::map<std::string, Guarded<Figures>> contents;
  for (const auto& [content, sums] : told_by_content(filter))
    if (sums.people > 0) contents.emplace(content, told(sums));
  return contents;
}

std::map<std::string, Guarded<RatingFigures>> Store::ratings_by_content(const Filter& filter) {
  std::map<std::string, Guarded<RatingFigures>> contents;
  for (const auto& [content, sums] : told_by_content(filter)) {
    if (sums.ratings <= 0) continue;
    RatingFigures own{.ratings = sums.ratings};
    own.mean = static_cast<double>(sums.rating_sum) / 1e4 / static_cast<double>(sums.ratings);
    if (sums.answered > 0) own.answers = sums.answers;
    own.answered = sums.answered;
    contents.emplace(content, Guarded(own, own.ratings, 1));
  }
  return contents;
}

std::map<std::string, ValueSums> Store::reaction_sums(const Filter& filter) {
  std::map<std::string, ValueSums> contents;
  for (const auto& [content, sums] : told_by_content(filter)) {
    const auto ones = static_cast<double>(sums.reactions);
    if (sums.reaction_stays > 0) contents[content] = {sums.reaction_stays, ones, ones};
  }
  return contents;
}

std::vector<SeriesPoint> Store::series(Span span, const Filter& filter) {
  std::vector<SeriesPoint> points;
  for (const CellPoint& point : tables_->cells.series(span, filter))
    if (point.sums.people > 0) points.push_back({point.begin, point.end, told(point.sums)});
  return points;
}

std::vector<std::string> Store::cameras() {
  Statement query = tables_->database.prepare(
      "SELECT DISTINCT camera FROM cells WHERE camera <> '' ORDER BY camera");
  std::vector<std::string> names;
  query.start();
  while (query.next()) names.push_back(query.text(0));
  return names;
}

std::optional<double> Store::withheld(const Filter& filter) {
  return tables_->cells.withheld(filter);
}

std::pair<WallTime, WallTime> Store::widened(const Filter& filter) const {
  return tables_->cells.widened(filter);
}

std::vector<PublishedCell> Store::published_since(std::int64_t cursor, std::size_t most) {
  return tables_->cells.since(cursor, most);
}

std::int64_t Store::decide(WallTime now, bool recordings_over) {
  flush();
  return tables_->cells.decide(now, recordings_over);
}

}  // namespace mien::audience
