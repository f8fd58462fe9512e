#pragma once
/// \file Stays that others take the place of.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/sqlite_database.h"
#include "cells/cell_book.h"
#include "stays/exposure.h"

namespace mien::audience {

/// All that the file knows of a stay but its content: two that are equal here saw the same.
std::string sight_words(const Exposure& stay);

struct FormerStay {
  std::int64_t id = 0;
  std::int64_t sight = 0;            ///< Exposure::seen, or a number below zero; 0: none is known
  std::optional<std::int64_t> cell;  ///< where it was told
  std::string words;                 ///< sight_words
  std::string camera;
  WallTime start, end;
};

/// Those of one cell, or of one sight, go together or stay together.
std::vector<std::vector<FormerStay>> units_of(std::span<const FormerStay> former);
/// Ids of those that were told.
std::set<std::int64_t> told_ones(std::span<const FormerStay> unit);

/// New stays by FormerStay::sight.
using BySight = std::map<std::int64_t, std::vector<const Exposure*>>;
/// New stays of the very time of a former one, by numbers below zero that both get; both leave
/// `gone` and `added`, the former for `moved`.
BySight pair_by_time(std::vector<FormerStay>& gone, std::vector<const Exposure*>& added,
                     std::vector<FormerStay>& moved);

using InsertStay = std::function<std::optional<std::int64_t>(const Exposure&)>;
/// Each in the place of the former stays of its sight. What was told changes cell by cell, where
/// that is safe (CellBook::tell_anew); what is of several cells, or told in part, stays, and so
/// does what nothing takes the place of. `insert` returns the row's id; none: it was not added.
/// Returns the sights that stay as they were.
std::set<std::int64_t> move_by_sight(Database& database, CellBook& cells,
                                     std::span<const FormerStay> gone, BySight anew,
                                     const InsertStay& insert);

}  // namespace mien::audience
