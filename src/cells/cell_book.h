#pragma once
/// \file The published cells of a database: how they are decided, taken back and asked for.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/sqlite_database.h"
#include "cells/periods.h"
#include "cells/rules.h"
#include "cells/sums.h"

namespace mien::audience {

/// Late data of an hour is waited for so long.
inline constexpr std::chrono::minutes kCellGrace{10};

/// Whose figures a cell holds.
struct CellPlace {
  std::string camera, content, zone;
  auto operator<=>(const CellPlace&) const = default;
};

/// A row of the ledger. What is taken back has sums below zero and names the row it `corrects`.
struct PublishedCell {
  std::int64_t id = 0;
  Level level = Level::hour;
  WallTime begin, end;
  CellPlace place;
  std::optional<std::int64_t> corrects;
  Sums sums;
};

/// Which cells: those no longer than the range that have their middle in it.
using CellFilter = Filter;

/// What was told of a bucket of time.
struct CellPoint {
  WallTime begin, end;
  Sums sums;
};

/// What was told of a content on a day, by cells no longer than it.
struct DayOfContent {
  std::string content;
  std::int64_t day = 0;  ///< of the store, since 1970
  Sums sums;
};

/// The cells of an open database. Used by one thread at a time, as its Database is, which must
/// outlive it. Throws DatabaseError.
///
/// **The property.** Each person is in at most one cell, each cell has at least the minimum
/// audience, each figure of it too, and every answer is a sum of cells: so no combination of
/// answers tells of fewer people. What is decided stays; what is taken back leaves in groups of at
/// least that many, where at least that many, or nobody, stay (docs/adr/0017).
class CellBook {
 public:
  struct Kind;  ///< stays or ratings

  CellBook(Database& database, UtcOffset clock, LeastPeople rule);

  void set_rule(LeastPeople rule) { rule_ = rule; }
  /// Nobody is to be hidden.
  bool tells_all() const { return rule_.enough(1); }
  void set_clock(UtcOffset clock) { clock_ = std::move(clock); }
  /// Publishes what can be: of every hour, day-part, day and week that is over, in this order.
  /// `recordings_over`: stays of recordings wait for no clock. Returns how many rows were added.
  /// `now` is a time to be believed.
  std::int64_t decide(WallTime now, bool recordings_over);

  /// Takes these stays out of their cells, where all that it changes changes for enough people:
  /// true, and they are in no cell. False: their cells stay as they were told. Within the caller's
  /// transaction, as all that takes back.
  bool take_back_stays(const std::set<std::int64_t>& stays);
  /// Stays of one cell that others take the place of, which are in no cell: those `told` leave it,
  /// those `anew` are told at once in groups of their own, or in no figure. `changed`: of the
  /// former, those that are not one new stay of the same time. False: not safe, nothing was done.
  bool tell_anew(const std::set<std::int64_t>& told, const std::set<std::int64_t>& changed,
                 const std::set<std::int64_t>& anew);
  /// These stays, which are in no cell, are in none for good; is one of these such a one?
  void never_tell(const std::set<std::int64_t>& stays);
  bool is_never_told(const std::set<std::int64_t>& stays);
  /// Ratings about to be deleted: what cannot be taken back yet is owed by its cell until more is.
  void take_back_ratings(std::span<const std::int64_t> ratings);
  /// The minimum audience was raised: what has fewer people is no longer told.
  void withdraw_below(LeastPeople rule);

  std::map<std::string, Sums> by_content(const CellFilter& filter);
  std::vector<CellPoint> series(Level level, const CellFilter& filter);
  std::vector<DayOfContent> days(const CellFilter& filter);
  /// Rows up to this length, with their ids, by time.
  std::vector<PublishedCell> cells(const CellFilter& filter, Level longest = Level::week);
  /// Rows added after `cursor` (an id, 0: all), the oldest first.
  std::vector<PublishedCell> since(std::int64_t cursor, std::size_t most);
  /// Share of the people in no cell, over the range's weeks that are over; none where it is not
  /// stated: of few people it would tell too much.
  std::optional<double> withheld(const CellFilter& filter);

  /// The range as it is answered: whole hours of the store.
  std::pair<WallTime, WallTime> widened(const CellFilter& filter) const;

 private:
  struct Atom;
  struct Owed;
  struct Moved;
  using MovedGroups = std::map<std::pair<std::int64_t, CellPlace>, Moved>;

  void decide_all(const Kind& kind, WallTime now, bool recordings_over);
  void decide_week(const Kind& kind, const Period& week, WallTime now, bool recordings_over);
  std::vector<Atom> load(const Kind& kind, const Period& week, bool recordings_over);
  void publish(const Kind& kind, Level level, const Period& period, std::span<Atom* const> group,
               const Sums& sums, WallTime now);
  void decide_owed(WallTime now);
  bool read(Owed& owed);
  void decide_owed_week(const Period& week, WallTime now);
  std::vector<std::size_t> to_tell(Figure figure, Level level, std::span<const Sums> sums,
                                   Sums& told) const;
  std::int64_t add_row(Level level, const Period& period, const CellPlace& place, const Sums& sums,
                       std::optional<std::int64_t> corrects, WallTime now, bool closed);
  std::int64_t take_from(std::int64_t row, const Sums& sums);
  void note_week(const Period& week);

  MovedGroups groups_of(const std::set<std::int64_t>& stays);
  void publish_moved(const CellPlace& place, const Moved& group,
                     const std::array<bool, kFigures>& tells);

  Sums members_of(std::int64_t cell, Figure figure);
  Sums net_of(std::int64_t row);
  bool still_told_apart(std::int64_t row, Sums net);
  std::optional<std::vector<std::pair<std::int64_t, Sums>>> changes_for(
      const std::map<std::int64_t, Sums>& removed);
  void add_days(std::map<std::string, Sums>& contents, const CellFilter& filter, std::int64_t first,
                std::int64_t end);
  void add_weeks(std::map<std::string, Sums>& contents, const CellFilter& filter);
  void add_sums(std::map<std::string, Sums>& contents, const std::string& from,
                const CellFilter& filter, std::int64_t first, std::int64_t end);

  Database& database_;
  UtcOffset clock_;
  LeastPeople rule_;
};

}  // namespace mien::audience
