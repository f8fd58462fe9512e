// Which people become a cell: hours first, and what is too few for one goes into the next longer.
#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "cells/cell_rows.h"

namespace mien::audience {

namespace {

std::int64_t ms(WallTime time) { return since_1970_ms(time); }

}  // namespace

/// A stay or a rating that is in no cell.
struct CellBook::Atom {
  std::int64_t id = 0;
  std::int64_t level = 0, known_level = 0;  ///< the next to be tried; as the file has it
  WallTime at;
  bool closed = false;  ///< its time is over, whatever the clock says
  CellPlace place;
  Sums sums;
  bool told = false;
};

CellBook::CellBook(Database& database, UtcOffset clock, LeastPeople rule)
    : database_(database), clock_(std::move(clock)), rule_(rule) {}

std::int64_t CellBook::decide(WallTime now, bool recordings_over) {
  Transaction transaction(database_);
  const std::int64_t before = database_.integer("SELECT ifnull(max(id), 0) FROM cells");
  decide_all(stays_kind(), now, recordings_over);
  decide_all(ratings_kind(), now, recordings_over);
  decide_owed(now);
  const std::int64_t after = database_.integer("SELECT ifnull(max(id), 0) FROM cells");
  transaction.commit();
  return after - before;
}

// A week at a time: no cell is longer, so the memory for it is bounded by its people.
void CellBook::decide_all(const Kind& kind, WallTime now, bool recordings_over) {
  Statement first =
      database_.prepare(fmt::format("SELECT min({}) FROM {} WHERE level < {} AND {} >= ?",
                                    kind.time, kind.undecided, kSettled, kind.time));
  for (std::int64_t from = 0;;) {
    first.start(from);
    if (!first.next() || first.is_null(0)) break;
    const Period week = period_of(Level::week, wall_of(first.integer(0)), clock_);
    first.start(from);  // nothing stays open
    decide_week(kind, week, now, recordings_over);
    from = ms(week.end);
  }
}

std::vector<CellBook::Atom> CellBook::load(const Kind& kind, const Period& week,
                                           bool recordings_over) {
  Statement query = database_.prepare(fmt::format(
      "SELECT e.id, u.level, e.{0}, {1}, e.camera, e.content, {2}, {3} FROM {4} u JOIN "
      "{5} e ON e.id = u.{6} WHERE u.{0} >= ? AND u.{0} < ? ORDER BY e.{0}, e.id",
      kind.time, kind.recorded, kind.zone, kind.terms, kind.undecided, kind.table, kind.id));
  query.start(ms(week.begin), ms(week.end));
  std::vector<Atom> atoms;
  while (query.next()) {
    Atom atom{.id = query.integer(0), .level = query.integer(1), .known_level = query.integer(1)};
    atom.at = wall_of(query.integer(2));
    atom.closed = recordings_over && query.integer(3) != 0;
    atom.place = {query.text(4), query.text(5), query.text(6)};
    atom.sums = sums_of(query, 7);
    atoms.push_back(std::move(atom));
  }
  return atoms;
}

void CellBook::decide_week(const Kind& kind, const Period& week, WallTime now,
                           bool recordings_over) {
  std::vector<Atom> atoms = load(kind, week, recordings_over);
  for (int at = 0; at < kLevels; ++at) {
    const auto level = static_cast<Level>(at);
    struct Group {
      Period period;
      std::vector<Atom*> atoms;
      Sums sums;
    };
    std::map<std::pair<std::int64_t, CellPlace>, Group> groups;
    for (Atom& atom : atoms) {
      const bool tried = atom.level > at && !(level == Level::week && atom.level == kSettled);
      if (atom.told || tried) continue;
      const Period period = period_of(level, atom.at, clock_);
      if (!atom.closed && period.end + kCellGrace > now) continue;
      Group& group = groups[{ms(period.begin), atom.place}];
      group.period = period;
      group.atoms.push_back(&atom);
      group.sums += atom.sums;
    }
    for (auto& [key, group] : groups) {
      if (fits(kind.first, group.sums, rule_))
        publish(kind, level, group.period, group.atoms, group.sums, now);
      else
        for (Atom* atom : group.atoms) atom->level = at + 1;
    }
  }
  Statement set = database_.prepare(
      fmt::format("UPDATE {} SET level = ? WHERE {} = ?", kind.undecided, kind.id));
  bool all = true;
  for (const Atom& atom : atoms) {
    if (!atom.told && atom.level != atom.known_level) set.run(atom.level, atom.id);
    all &= atom.told || atom.level >= kSettled;
  }
  if (all && kind.first == Figure::stay) note_week(week);
}

// The group's own figure is told here, and of the others those that have enough people; the rest is
// owed, and told together with what other cells owe.
void CellBook::publish(const Kind& kind, Level level, const Period& period,
                       std::span<Atom* const> group, const Sums& sums, WallTime now) {
  Sums told;
  std::vector<Figure> owed;
  bool closed = true;
  for (std::size_t i = 0; i < kFigures; ++i) {
    const auto figure = static_cast<Figure>(i);
    if (fits(figure, sums, rule_))
      told += part(sums, figure);
    else
      owed.push_back(figure);
  }
  if (!fits(Figure::answers, sums, rule_)) told = without_rating_spread(told);
  for (const Atom* atom : group) closed &= atom->closed;
  const std::int64_t cell =
      add_row(level, period, group.front()->place, told, std::nullopt, now, closed);
  Statement owe = database_.prepare("INSERT INTO cell_owed (cell, figure, level) VALUES (?, ?, ?)");
  const std::int64_t next = std::clamp(static_cast<int>(level) + 1, 1, kLevels - 1);
  for (const Figure figure : owed) owe.run(cell, static_cast<int>(figure), next);
  Statement forget =
      database_.prepare(fmt::format("DELETE FROM {} WHERE {} = ?", kind.undecided, kind.id));
  Statement add = database_.prepare(fmt::format("INSERT INTO {} VALUES (?, ?)", kind.members));
  for (Atom* atom : group) {
    forget.run(atom->id);
    add.run(atom->id, cell);
    atom->told = true;
  }
}

std::int64_t CellBook::add_row(Level level, const Period& period, const CellPlace& place,
                               const Sums& sums, std::optional<std::int64_t> corrects, WallTime now,
                               bool closed) {
  std::string values;
  for (const std::int64_t value : columns_of(sums)) values += fmt::format(", {}", value);
  database_
      .prepare(fmt::format("INSERT INTO cells (level, begin_ms, end_ms, day, month, camera, "
                           "content, zone, corrects, "
                           "decided_ms, closed, {}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?{})",
                           each_column("{}"), values))
      .run(static_cast<int>(level), ms(period.begin), ms(period.end), period.day, period.month,
           place.camera, place.content, place.zone, corrects, ms(now), static_cast<int>(closed));
  return database_.last_row();
}

// In steps, and not of few: one person more or less is not to be seen in it.
void CellBook::note_week(const Period& week) {
  constexpr std::int64_t kStep = 5, kMany = 20;
  const auto number = [&](std::string_view sql) {
    return database_.integer(sql, ms(week.begin), ms(week.end));
  };
  const std::int64_t people =
      number("SELECT count(*) FROM exposures WHERE visit = 1 AND start_ms >= ? AND start_ms < ?");
  const std::int64_t told =
      number("SELECT ifnull(sum(people), 0) FROM cells WHERE begin_ms >= ? AND begin_ms < ?");
  if (people <= 0 || !rule_.enough(people / kMany)) return;
  const std::int64_t percent = std::max<std::int64_t>(people - told, 0) * 100 / people;
  database_
      .prepare(
          "INSERT OR REPLACE INTO cell_weeks (begin_ms, end_ms, withheld, people) VALUES (?, "
          "?, ?, ?)")
      .run(ms(week.begin), ms(week.end), (percent + kStep / 2) / kStep * kStep, told);
}

}  // namespace mien::audience
