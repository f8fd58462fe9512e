// Stays that were told, and turn out to have been in front of something else: they leave their cell
// and are told again as groups of their own, mixed with nobody.
#include <fmt/format.h>

#include "cells/cell_rows.h"

namespace mien::audience {

/// Stays of an hour and place that are told anew.
struct CellBook::Moved {
  Period period;
  Sums sums;
  std::vector<std::int64_t> stays;
};

CellBook::MovedGroups CellBook::groups_of(const std::set<std::int64_t>& stays) {
  Statement query = database_.prepare(fmt::format(
      "SELECT e.start_ms, e.camera, e.content, e.zone, {} FROM exposures e WHERE id = ?",
      stays_kind().terms));
  MovedGroups groups;
  for (const std::int64_t stay : stays) {
    query.start(stay);
    while (query.next()) {
      const Period period = period_of(Level::hour, wall_of(query.integer(0)), clock_);
      const CellPlace place{query.text(1), query.text(2), query.text(3)};
      Moved& group = groups[{since_1970_ms(period.begin), place}];
      group.period = period;
      group.sums += sums_of(query, 4);
      group.stays.push_back(stay);
    }
  }
  return groups;
}

// What leaves is known as a sum, so each group that is told of it must be large enough, and so must
// be what is left of it: those who are in no group, and those whose stays are other ones now. A
// figure is told of all groups or of none.
bool CellBook::tell_anew(const std::set<std::int64_t>& told, const std::set<std::int64_t>& changed,
                         const std::set<std::int64_t>& anew) {
  Sums others, rest;
  for (const auto& [key, group] : groups_of(changed)) others += group.sums;
  MovedGroups groups = groups_of(anew);
  std::vector<std::int64_t> untold;
  std::erase_if(groups, [&](const auto& entry) {
    const Moved& group = entry.second;
    if (fits(Figure::stay, group.sums, rule_)) return false;
    rest += group.sums;
    untold.insert(untold.end(), group.stays.begin(), group.stays.end());
    return true;
  });
  std::array<bool, kFigures> tells{};
  for (std::size_t i = 0; i < kFigures; ++i) {
    const auto figure = static_cast<Figure>(i);
    tells[i] = fits(figure, rest, rule_) && fits(figure, others, rule_);
    for (const auto& [key, group] : groups) tells[i] = tells[i] && fits(figure, group.sums, rule_);
  }
  const bool safe = !groups.empty() && tells[static_cast<std::size_t>(Figure::stay)];
  if (!safe || !take_back_stays(told)) return false;
  for (const auto& [key, group] : groups) publish_moved(key.second, group, tells);
  never_tell({untold.begin(), untold.end()});
  return true;
}

void CellBook::never_tell(const std::set<std::int64_t>& stays) {
  Statement settle = database_.prepare("UPDATE undecided_stays SET level = ? WHERE stay = ?");
  for (const std::int64_t stay : stays) settle.run(kNever, stay);
}

bool CellBook::is_never_told(const std::set<std::int64_t>& stays) {
  Statement query = database_.prepare("SELECT 1 FROM undecided_stays WHERE stay = ? AND level = ?");
  for (const std::int64_t stay : stays) {
    query.start(stay, kNever);
    if (query.next()) return true;
  }
  return false;
}

// What is not told of it now never is.
void CellBook::publish_moved(const CellPlace& place, const Moved& group,
                             const std::array<bool, kFigures>& tells) {
  Sums sums;
  for (std::size_t i = 0; i < kFigures; ++i)
    if (tells[i]) sums += part(group.sums, static_cast<Figure>(i));
  const std::int64_t cell =
      add_row(Level::hour, group.period, place, sums, std::nullopt, wall_now(), /*closed=*/true);
  Statement never =
      database_.prepare("INSERT INTO cell_owed (cell, figure, level) VALUES (?, ?, ?)");
  for (std::size_t i = 0; i < kFigures; ++i)
    if (!tells[i]) never.run(cell, static_cast<std::int64_t>(i), kNever);
  Statement decided = database_.prepare("DELETE FROM undecided_stays WHERE stay = ?");
  Statement add = database_.prepare("INSERT INTO cell_stays (stay, cell) VALUES (?, ?)");
  for (const std::int64_t stay : group.stays) {
    decided.run(stay);
    add.run(stay, cell);
  }
}

}  // namespace mien::audience
