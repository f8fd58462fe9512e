#pragma once
/// \file The statements of the audience's tables.

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "cells/cell_book.h"
#include "stays/placing.h"

namespace mien::audience {

/// A table whose rows are deleted one day.
struct Aging {
  const char *table, *time;  ///< `time`: the column that says how old a row is
  bool log = false;          ///< kept for StoreOptions::log_retention_days
  bool published = false;    ///< figures, not what they are of
};
inline constexpr Aging kAging[] = {{"exposures", "start_ms"},
                                   {"open_exposures", "start_ms"},
                                   {"seen", "start_ms"},
                                   {"shown", "begin_ms"},
                                   {"ratings", "time_ms"},
                                   {"cells", "end_ms", false, true},
                                   {"cell_weeks", "end_ms", false, true},
                                   {"audit", "time_ms", true}};
/// A stay's columns, wherever one is stored. A part's row has `seen`, too.
inline constexpr std::string_view kStayColumns =
    "camera, content, zone, start_ms, end_ms, visit, pose_ms, attention_ms, neutral_ms, "
    "happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, fear_ms, contempt_ms, "
    "unknown_ms, valence, change, reaction, reaction_ms, recording";

/// The file and what is done to it again and again.
struct Store::Tables {
  Tables(const std::filesystem::path& file, const StoreOptions& options);

  /// As it was seen, cut by what was shown; a part of a stay that is there already, as it is.
  void insert(const Exposure& exposure, const UtcOffset& clock);
  /// The same stay without the name of its recording makes way; true: it was published, and so is
  /// this one now.
  bool take_place_of_unnamed(const Exposure& stay, const UtcOffset& clock);
  struct Parts {
    std::int64_t seen = 0;  ///< kept as it was seen; 0: not now
    std::vector<Exposure> stays;
  };
  Parts parts_of(const Exposure& stay);
  /// A row of `seen` that no stay is left of.
  void forget_sight(std::int64_t seen);
  /// Its row's id; none: it is there already, or was another host's to tell (step 14).
  std::optional<std::int64_t> insert_part(const Exposure& part, const UtcOffset& clock,
                                          std::int64_t once = 0);
  /// The stay in `seen`; its row's id.
  std::int64_t keep(const Exposure& stay);
  /// What was shown at the stay's camera during it.
  std::vector<Played> shown_during(const Exposure& stay);
  void insert_open(std::int64_t writer, WallTime now, const Exposure& exposure,
                   const UtcOffset& clock);

  std::int64_t known = 0;  ///< rows up to this id are not added again; 0: no matter
  Database database;
  Statement add_exposure, forget_unnamed, add_open, add_rating, find_rating, add_seen, find_shown;
  CellBook cells;
};

/// Rows that were written while the clock was not believed.
struct Store::Doubt {
  std::int64_t exposure = 0, rating = 0, audit = 0, run = 0;  ///< those with greater ids
  WallTime began{};                                           ///< by the clock of that time
  std::optional<std::chrono::milliseconds> shift;             ///< to what was believed instead
};

/// A row of kStayColumns and `seen`.
Exposure stay_of(const Statement& row);

/// −1..1 (changes: −2..2) as the database holds it.
std::optional<std::int64_t> ten_thousandths(const std::optional<double>& value);

}  // namespace mien::audience
