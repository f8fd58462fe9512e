#pragma once
/// \file Rows of the tables of cells ↔ sums.

#include <string>

#include "cells/cell_book.h"

namespace mien::audience {

/// A table whose rows become cells. `terms`: what a row `e` adds to each column, in their order.
struct CellBook::Kind {
  std::string table, time, undecided, id, members, zone, recorded, terms;
  Figure first;  ///< the group's own
};
const CellBook::Kind& stays_kind();
const CellBook::Kind& ratings_kind();

Sums sums_of(const Statement& row, int first);
/// Of a row of kCellColumns and the sums.
PublishedCell cell_of(const Statement& row);
inline constexpr const char* kCellColumns =
    "id, level, begin_ms, end_ms, camera, content, zone, corrects";

/// The level of what was too few for a week.
inline constexpr std::int64_t kSettled = kLevels;
/// In no group for good: what left a cell is known as a sum, and with those of it who are in no
/// group another group would tell of the others in it.
inline constexpr std::int64_t kNever = kSettled + 1;

}  // namespace mien::audience
