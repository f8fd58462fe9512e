// Steps 4 to 7: figures know their people, ratings have names, settings, recordings have names.
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "database/migration_steps.h"

namespace mien {

namespace {

constexpr const char* kLabels[] = {"neutral", "happiness", "surprise", "sadness", "anger",
                                   "disgust", "fear",      "contempt", "unknown"};

/// What is summed, and the term that one row of `exposures` adds.
struct Summed {
  std::string name, term;
};

std::vector<Summed> summed() {
  const std::string dwell = "((end_ms - start_ms + 5) / 10)";
  std::vector<Summed> all = {{"exposures", "1"},     {"people", "visit = 1"},
                             {"dwell_cs", dwell},    {"dwell_cs2", dwell + " * " + dwell},
                             {"pose_ms", "pose_ms"}, {"attention_ms", "attention_ms"}};
  for (const std::string label : kLabels) all.push_back({label + "_ms", label + "_ms"});
  for (const std::string value : {"valence", "change"}) {
    all.push_back({value + "_n", value + " IS NOT NULL"});
    all.push_back({value + "_sum", "ifnull(" + value + ", 0)"});
    all.push_back({value + "_sum2", "ifnull(" + value + " * " + value + ", 0)"});
    all.push_back({value + "_people", "visit = 1 AND " + value + " IS NOT NULL"});
  }
  all.push_back({"reactions", "reaction IS NOT NULL"});
  all.push_back({"reaction_ms", "ifnull(reaction_ms, 0)"});
  all.push_back({"reaction_people", "visit = 1 AND reaction IS NOT NULL"});
  all.push_back({"pose_people", "visit = 1 AND pose_ms > 0"});
  for (const std::string label : kLabels)
    all.push_back({label + "_people", "visit = 1 AND " + label + "_ms > 0"});
  return all;
}

/// `form` with each name for {0} and its term for {1}, with commas between.
std::string each(const std::vector<Summed>& all, std::string_view form) {
  std::vector<std::string> parts;
  for (const Summed& one : all)
    parts.push_back(fmt::format(fmt::runtime(form), one.name, one.term));
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// Adds the terms of a row (NEW) to the sums, or takes those of one (OLD) away.
std::string change_of(const std::vector<Summed>& all, const char* row, const char* sign) {
  return fmt::format(
      "INSERT INTO exposure_sums (span, bucket_ms, camera, content, {0}) SELECT span, bucket_ms, "
      "camera, content, {0} FROM exposure_terms WHERE id = {1}.id ON CONFLICT DO UPDATE SET {2};",
      each(all, "{0}"), row, each(all, fmt::format("{{0}} = {{0}} {} excluded.{{0}}", sign)));
}

}  // namespace

// The sums are made anew, with the people behind each figure: those whose first stay has it.
std::string figures_know_their_people() {
  const std::vector<Summed> all = summed();
  return fmt::format(
      R"sql(
DROP TRIGGER exposure_counts;
DROP TRIGGER exposure_is_forgotten;
DROP VIEW exposure_terms;
DROP TABLE exposure_sums;
CREATE TABLE exposure_sums (
  span INTEGER NOT NULL, bucket_ms INTEGER NOT NULL, camera TEXT NOT NULL, content TEXT NOT NULL,
  {columns}, PRIMARY KEY (span, content, camera, bucket_ms)) WITHOUT ROWID;
CREATE INDEX exposure_sums_by_time ON exposure_sums(span, bucket_ms);
CREATE VIEW exposure_terms AS SELECT id, span,
  CASE span WHEN 0 THEN start_ms / 60000 * 60000 WHEN 1 THEN start_ms / 3600000 * 3600000
            ELSE day * 86400000 END AS bucket_ms,
  camera, content, {terms}
  FROM exposures, (SELECT 0 AS span UNION ALL SELECT 1 UNION ALL SELECT 2);
INSERT INTO exposure_sums (span, bucket_ms, camera, content, {names})
  SELECT span, bucket_ms, camera, content, {sums} FROM exposure_terms
  GROUP BY span, content, camera, bucket_ms;
CREATE TRIGGER exposure_counts AFTER INSERT ON exposures BEGIN {more} END;
CREATE TRIGGER exposure_is_forgotten BEFORE DELETE ON exposures BEGIN {less}
  DELETE FROM exposure_sums WHERE exposures = 0 AND span = 0 AND content = OLD.content
    AND camera = OLD.camera AND bucket_ms = OLD.start_ms / 60000 * 60000;
  DELETE FROM exposure_sums WHERE exposures = 0 AND span = 1 AND content = OLD.content
    AND camera = OLD.camera AND bucket_ms = OLD.start_ms / 3600000 * 3600000;
  DELETE FROM exposure_sums WHERE exposures = 0 AND span = 2 AND content = OLD.content
    AND camera = OLD.camera AND bucket_ms = OLD.day * 86400000;
END;
)sql",
      fmt::arg("columns", each(all, "{0} INTEGER NOT NULL")),
      fmt::arg("terms", each(all, "{1} AS {0}")), fmt::arg("names", each(all, "{0}")),
      fmt::arg("sums", each(all, "sum({0})")), fmt::arg("more", change_of(all, "NEW", "+")),
      fmt::arg("less", change_of(all, "OLD", "-")));
}

// `name`: the id that the sender gave a rating, one rating within its source for good. Older files
// may hold several of one id: the first keeps it. `token`: the name of the token that it was given
// with. `stamped`: its time is the receiver's.
std::string ratings_have_names() {
  return R"sql(
ALTER TABLE ratings ADD COLUMN name TEXT;
ALTER TABLE ratings ADD COLUMN token TEXT NOT NULL DEFAULT '';
ALTER TABLE ratings ADD COLUMN stamped INTEGER NOT NULL DEFAULT 0;
UPDATE ratings SET name = source_row WHERE source_row <> '' AND source_row NOT GLOB '#[0-9]*'
  AND id IN (SELECT min(id) FROM ratings GROUP BY source, source_row);
CREATE UNIQUE INDEX ratings_by_name ON ratings(source, name) WHERE name IS NOT NULL;
)sql";
}

// What outlives the program: how it was told to guard figures and how long to keep, and which time
// it believes (src/audience/store_belief.cpp).
std::string settings_table() {
  return "CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;";
}

// `recording`: the content id of the file that a stay was seen in, so that the stays of a recording
// that is analysed again can take the place of the earlier ones; empty: none.
std::string recordings_have_names() {
  return R"sql(
ALTER TABLE exposures ADD COLUMN recording TEXT NOT NULL DEFAULT '';
ALTER TABLE open_exposures ADD COLUMN recording TEXT NOT NULL DEFAULT '';
CREATE INDEX exposures_by_recording ON exposures(recording) WHERE recording <> '';
)sql";
}

}  // namespace mien
