// Figures of cells that had too few people for them: told together with those of other cells.
#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "cells/cell_rows.h"

namespace mien::audience {

struct CellBook::Owed {
  std::int64_t cell = 0;
  Figure figure = Figure::attention;
  std::int64_t level = 0, known_level = 0;
  WallTime begin;
  bool closed = false;
  CellPlace place;
  std::optional<Sums> sums = {};  ///< of its cell's members, read when needed
  bool told = false;
};

Sums CellBook::members_of(std::int64_t cell, Figure figure) {
  const Kind& kind = figure >= Figure::rating ? ratings_kind() : stays_kind();
  Sums sums;
  Statement query =
      database_.prepare(fmt::format("SELECT {} FROM {} m JOIN {} e ON e.id = m.{} WHERE m.cell = ?",
                                    kind.terms, kind.members, kind.table, kind.id));
  query.start(cell);
  while (query.next()) sums += sums_of(query, 0);
  return sums;
}

// Where some of a cell's members are no longer kept, what the others did at its time is not told
// any more: with the whole it would tell of those who are gone.
bool CellBook::read(Owed& owed) {
  if (owed.sums) return true;
  owed.sums = members_of(owed.cell, owed.figure);
  if (owed.figure != Figure::labels && owed.figure != Figure::answers) return true;
  const Sums net = net_of(owed.cell);
  const bool whole = owed.sums->exposures == net.exposures && owed.sums->ratings == net.ratings;
  if (!whole) {
    owed.sums.reset();
    owed.level = kSettled;
    owed.told = true;  // as far as this is concerned
    database_.prepare("UPDATE cell_owed SET level = ? WHERE cell = ? AND figure = ?")
        .run(kSettled, owed.cell, static_cast<int>(owed.figure));
  }
  return whole;
}

void CellBook::decide_owed(WallTime now) {
  Statement first = database_.prepare(fmt::format(
      "SELECT min(c.begin_ms) FROM cell_owed o JOIN cells c ON c.id = o.cell WHERE o.told_in IS "
      "NULL AND o.level < {} AND c.begin_ms >= ?",
      kSettled));
  for (std::int64_t from = 0;;) {
    first.start(from);
    if (!first.next() || first.is_null(0)) break;
    const Period week = period_of(Level::week, wall_of(first.integer(0)), clock_);
    first.start(from);
    decide_owed_week(week, now);
    from = since_1970_ms(week.end);
  }
}

/// Which of the groups are told together, and what of them; none: they wait.
std::vector<std::size_t> CellBook::to_tell(Figure figure, Level level, std::span<const Sums> sums,
                                           Sums& told) const {
  std::vector<std::size_t> chosen(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) chosen[i] = i;
  if (figure == Figure::labels) chosen = alike_in_labels(sums, rule_);
  if (figure == Figure::answers && !tied_by_answers(sums, rule_)) return {};
  Sums all;
  for (const std::size_t i : chosen) all += sums[i];
  if (chosen.empty() || !holds(figure, all)) return {};
  told = part(all, figure);
  if (fits(figure, all, rule_)) return chosen;
  if (figure != Figure::labels || level != Level::week) return {};
  const auto hidden = with_hidden_labels(all, rule_);
  if (!hidden) return {};
  told = *hidden;
  return chosen;
}

void CellBook::decide_owed_week(const Period& week, WallTime now) {
  Statement query = database_.prepare(
      "SELECT o.cell, o.figure, o.level, c.begin_ms, c.closed, c.camera, c.content, c.zone FROM "
      "cells c JOIN cell_owed o ON o.cell = c.id WHERE o.told_in IS NULL AND c.begin_ms >= ? AND "
      "c.begin_ms < ? AND NOT EXISTS (SELECT 1 FROM cell_debts d WHERE d.cell = c.id) "
      "ORDER BY o.cell, o.figure");
  query.start(since_1970_ms(week.begin), since_1970_ms(week.end));
  std::vector<Owed> all;
  while (query.next()) {
    Owed owed{.cell = query.integer(0), .figure = static_cast<Figure>(query.integer(1))};
    owed.level = owed.known_level = query.integer(2);
    owed.begin = wall_of(query.integer(3));
    owed.closed = query.integer(4) != 0;
    owed.place = {query.text(5), query.text(6), query.text(7)};
    all.push_back(std::move(owed));
  }
  Statement tell =
      database_.prepare("UPDATE cell_owed SET told_in = ? WHERE cell = ? AND figure = ?");
  for (int at = 1; at < kLevels; ++at) {
    const auto level = static_cast<Level>(at);
    std::map<std::tuple<Figure, std::int64_t, CellPlace>, std::vector<Owed*>> groups;
    for (Owed& owed : all) {
      const bool tried = owed.level > at && !(level == Level::week && owed.level == kSettled);
      if (owed.told || tried) continue;
      const Period period = period_of(level, owed.begin, clock_);
      if (!owed.closed && period.end + kCellGrace > now) continue;
      groups[{owed.figure, since_1970_ms(period.begin), owed.place}].push_back(&owed);
    }
    for (auto& [key, group] : groups) {
      std::erase_if(group, [&](Owed* owed) { return !read(*owed); });
      if (group.empty()) continue;
      std::vector<Sums> sums;
      for (const Owed* owed : group) sums.push_back(*owed->sums);
      const Figure figure = std::get<0>(key);
      Sums told;
      const auto chosen = to_tell(figure, level, sums, told);
      if (!chosen.empty()) {
        const std::int64_t row = add_row(level, period_of(level, group.front()->begin, clock_),
                                         group.front()->place, told, std::nullopt, now, false);
        for (const std::size_t i : chosen) {
          tell.run(row, group[i]->cell, static_cast<int>(figure));
          group[i]->told = true;
        }
      }
      for (Owed* owed : group)
        if (!owed->told) owed->level = at + 1;
    }
  }
  Statement set = database_.prepare("UPDATE cell_owed SET level = ? WHERE cell = ? AND figure = ?");
  for (const Owed& owed : all)
    if (!owed.told && owed.level != owed.known_level)
      set.run(owed.level, owed.cell, static_cast<int>(owed.figure));
}

}  // namespace mien::audience
