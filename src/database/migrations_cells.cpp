// Step 10: figures are made of cells, each decided once.
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "database/migration_steps.h"

namespace mien {

namespace {

constexpr const char* kCellLabels[] = {"neutral", "happiness", "surprise", "sadness", "anger",
                                       "disgust", "fear",      "contempt", "unknown"};

/// As src/cells/sums.h has them, in its order.
std::vector<std::string> cell_columns() {
  std::vector<std::string> names = {"exposures",   "people",          "dwell_cs",       "dwell_cs2",
                                    "pose_ms",     "attention_ms",    "pose_people",    "valence_n",
                                    "valence_sum", "valence_sum2",    "valence_people", "change_n",
                                    "change_sum",  "change_sum2",     "change_people",  "reactions",
                                    "reaction_ms", "reaction_people", "reaction_stays"};
  for (const std::string label : kCellLabels) names.push_back(label + "_ms");
  for (const std::string label : kCellLabels) names.push_back(label + "_people");
  names.push_back("label_time_ms");
  for (const std::string label : kCellLabels) names.push_back(label + "_hidden_ms");
  for (const char* name : {"ratings", "rating_sum", "rating_sum2", "answers_1", "answers_2",
                           "answers_3", "answers_4", "answers_5", "answered"})
    names.push_back(name);
  return names;
}

std::string each_cell_column(std::string_view form) {
  std::vector<std::string> parts;
  for (const std::string& name : cell_columns())
    parts.push_back(fmt::format(fmt::runtime(form), name));
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// Adds a cell (NEW) to the sums of its day and of its month, or takes one (OLD) away.
std::string summed_cells(const char* row, const char* sign) {
  std::string sql;
  for (const auto& [span, bucket, which] :
       {std::tuple("0", "day", "< 3"), {"1", "month", "< 3"}, {"2", "day", "= 3"}})
    sql += fmt::format(
        "INSERT INTO cell_sums SELECT {0}, {1}.{2}, {1}.camera, {1}.content, {3} WHERE {1}.level "
        "{5} ON CONFLICT DO UPDATE SET {4}; ",
        span, row, bucket,
        each_cell_column(fmt::format("{}{}.{{0}}", *sign == '-' ? "-" : "", row)),
        each_cell_column("{0} = {0} + excluded.{0}"), which);
  return sql;
}

/// Columns [first, first + count) of NEW as a JSON object; `cut`: what their names end with.
std::string new_columns(std::size_t first, std::size_t count, std::string_view cut = {}) {
  const std::vector<std::string> names = cell_columns();
  std::string members;
  for (std::size_t i = first; i < first + count; ++i)
    members += fmt::format("{}'{}', NEW.{}", members.empty() ? "" : ", ",
                           names[i].substr(0, names[i].size() - cut.size()), names[i]);
  return "json_object(" + members + ")";
}

/// What is published leaves, where such facts do (migrations_outbox.cpp).
std::string cell_fact() {
  constexpr std::size_t kStays = 19, kLabels = std::size(kCellLabels), kRatings = 9;
  const std::size_t labels = kStays + 2 * kLabels;
  return fmt::format(
      "INSERT INTO outbox (kind, camera, time_ms, body) VALUES ('cell', NEW.camera, NEW.begin_ms, "
      "json_object('id', NEW.id, 'corrects', NEW.corrects, 'level', CASE NEW.level WHEN 0 THEN "
      "'hour' WHEN 1 THEN 'part' WHEN 2 THEN 'day' ELSE 'week' END, 'end_ms', NEW.end_ms, "
      "'content', NEW.content, 'zone', NEW.zone, 'stays', {}, 'labels_ms', {}, 'labels_people', "
      "{}, 'label_time_ms', NEW.label_time_ms, 'labels_hidden_ms', {}, 'ratings', {}));",
      new_columns(0, kStays), new_columns(kStays, kLabels, "_ms"),
      new_columns(kStays + kLabels, kLabels, "_people"),
      new_columns(labels + 1, kLabels, "_hidden_ms"), new_columns(labels + 1 + kLabels, kRatings));
}

}  // namespace

// `cells`: what was published, a ledger: rows are added, and go with retention; what is taken back
// is a row of its own with the sums below zero (`corrects`: which row it is taken from). `level` 0
// hour, 1 day-part, 2 day, 3 week. `undecided_stays`, `undecided_ratings`: in no cell; `level` is
// the next to be tried, 4: none of a week that had too few, 5: in none for good. `cell_stays`,
// `cell_ratings`: what each cell was made of. `cell_owed`: a figure of a cell that had too few
// people, and the row that tells it together with others (none: not yet). `cell_debts`: ratings
// taken back that are in a cell until enough of it are. `cell_sums`: cells but weeks by day (0) and
// month (1), weeks by Monday (2). `cell_weeks`: share of a week's people in no cell, in hundredths.
std::string figures_are_cells() {
  return fmt::format(
      R"sql(
DROP TRIGGER exposure_counts;
DROP TRIGGER exposure_is_forgotten;
DROP VIEW exposure_terms;
DROP TABLE exposure_sums;
CREATE TABLE cells (
  id INTEGER PRIMARY KEY AUTOINCREMENT, level INTEGER NOT NULL,
  begin_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, day INTEGER NOT NULL, month INTEGER NOT NULL,
  camera TEXT NOT NULL, content TEXT NOT NULL, zone TEXT NOT NULL,
  corrects INTEGER, decided_ms INTEGER NOT NULL, closed INTEGER NOT NULL, {columns});
CREATE INDEX cells_by_time ON cells(level, begin_ms);
CREATE INDEX cells_by_day ON cells(day);
CREATE INDEX cells_by_corrected ON cells(corrects) WHERE corrects IS NOT NULL;
CREATE TABLE cell_sums (
  span INTEGER NOT NULL, bucket INTEGER NOT NULL, camera TEXT NOT NULL, content TEXT NOT NULL,
  {columns}, PRIMARY KEY (span, bucket, camera, content)) WITHOUT ROWID;
CREATE TRIGGER cell_counts AFTER INSERT ON cells BEGIN {more} END;
CREATE TRIGGER cell_leaves AFTER INSERT ON cells
  WHEN EXISTS (SELECT 1 FROM outbox_kinds WHERE kind = 'cell') BEGIN {fact} END;
CREATE TRIGGER cell_is_forgotten AFTER DELETE ON cells BEGIN {less}
  DELETE FROM cell_sums WHERE camera = OLD.camera AND content = OLD.content
    AND ((span <> 1 AND bucket = OLD.day) OR (span = 1 AND bucket = OLD.month))
    AND exposures = 0 AND pose_ms = 0 AND valence_n = 0 AND change_n = 0 AND reaction_stays = 0
    AND label_time_ms = 0 AND ratings = 0 AND answered = 0;
  DELETE FROM cell_owed WHERE cell = OLD.id;
  DELETE FROM cell_debts WHERE cell = OLD.id;
END;
CREATE TRIGGER cell_stays_as_it_is BEFORE UPDATE ON cells BEGIN
  SELECT raise(ABORT, 'cells are published and deleted, never changed');
END;
CREATE TABLE cell_owed (
  cell INTEGER NOT NULL, figure INTEGER NOT NULL, level INTEGER NOT NULL, told_in INTEGER,
  PRIMARY KEY (cell, figure)) WITHOUT ROWID;
CREATE INDEX cell_owed_still ON cell_owed(level) WHERE told_in IS NULL;
CREATE INDEX cell_owed_by_row ON cell_owed(told_in) WHERE told_in IS NOT NULL;
CREATE TABLE cell_debts (id INTEGER PRIMARY KEY, cell INTEGER NOT NULL, value REAL NOT NULL);
CREATE INDEX cell_debts_by_cell ON cell_debts(cell);
CREATE TABLE cell_weeks (begin_ms INTEGER PRIMARY KEY, end_ms INTEGER NOT NULL,
  withheld INTEGER NOT NULL, people INTEGER NOT NULL);
CREATE TABLE undecided_stays (
  stay INTEGER PRIMARY KEY, level INTEGER NOT NULL, start_ms INTEGER NOT NULL);
CREATE INDEX undecided_stays_by_time ON undecided_stays(start_ms) WHERE level < 4;
CREATE TABLE cell_stays (stay INTEGER PRIMARY KEY, cell INTEGER NOT NULL);
CREATE INDEX cell_stays_by_cell ON cell_stays(cell);
CREATE TRIGGER exposure_waits AFTER INSERT ON exposures BEGIN
  INSERT INTO undecided_stays VALUES (NEW.id, 0, NEW.start_ms);
END;
CREATE TRIGGER exposure_is_forgotten AFTER DELETE ON exposures BEGIN
  DELETE FROM undecided_stays WHERE stay = OLD.id;
  DELETE FROM cell_stays WHERE stay = OLD.id;
END;
CREATE TABLE undecided_ratings (
  rating INTEGER PRIMARY KEY, level INTEGER NOT NULL, time_ms INTEGER NOT NULL);
CREATE INDEX undecided_ratings_by_time ON undecided_ratings(time_ms) WHERE level < 4;
CREATE TABLE cell_ratings (rating INTEGER PRIMARY KEY, cell INTEGER NOT NULL);
CREATE INDEX cell_ratings_by_cell ON cell_ratings(cell);
CREATE TRIGGER rating_waits AFTER INSERT ON ratings BEGIN
  INSERT INTO undecided_ratings VALUES (NEW.id, 0, NEW.time_ms);
END;
CREATE TRIGGER rating_is_dated_anew AFTER UPDATE OF time_ms ON ratings BEGIN
  UPDATE undecided_ratings SET time_ms = NEW.time_ms WHERE rating = NEW.id;
END;
CREATE TRIGGER rating_is_forgotten AFTER DELETE ON ratings BEGIN
  DELETE FROM undecided_ratings WHERE rating = OLD.id;
  DELETE FROM cell_ratings WHERE rating = OLD.id;
END;
INSERT INTO undecided_stays SELECT id, 0, start_ms FROM exposures;
INSERT INTO undecided_ratings SELECT id, 0, time_ms FROM ratings;
)sql",
      fmt::arg("columns", each_cell_column("{0} INTEGER NOT NULL")),
      fmt::arg("more", summed_cells("NEW", "+")), fmt::arg("less", summed_cells("OLD", "-")),
      fmt::arg("fact", cell_fact()));
}

// Step 16. Until when a camera's recordings were told and are deleted as too old. Such a one may be
// analysed again: its stays from until then are in no figure, lest somebody is told with others.
std::string told_and_gone() {
  return R"sql(
CREATE TABLE told_and_gone (camera TEXT PRIMARY KEY, until_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER told_stay_goes BEFORE DELETE ON exposures
  WHEN OLD.recording <> '' AND EXISTS (SELECT 1 FROM cell_stays WHERE stay = OLD.id) BEGIN
  INSERT INTO told_and_gone VALUES (OLD.camera, OLD.start_ms)
    ON CONFLICT DO UPDATE SET until_ms = max(until_ms, excluded.until_ms);
END;
DROP TRIGGER exposure_waits;
CREATE TRIGGER exposure_waits AFTER INSERT ON exposures BEGIN
  INSERT INTO undecided_stays VALUES (NEW.id, 5 * (NEW.recording <> '' AND EXISTS (SELECT 1 FROM
    told_and_gone WHERE camera = NEW.camera AND until_ms >= NEW.start_ms)), NEW.start_ms);
END;
)sql";
}

}  // namespace mien
