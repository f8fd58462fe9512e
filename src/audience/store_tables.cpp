#include "audience/store_tables.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/utf8.h"
#include "database/migrations.h"

namespace mien::audience {

namespace {

// Unless a row up to id ?25 is the same stay. {}: kStayColumns.
constexpr std::string_view kAddExposure =
    "INSERT INTO exposures ({}, day, seen) SELECT "
    "?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24 "
    "WHERE ?25 = 0 OR NOT EXISTS (SELECT 1 FROM exposures WHERE content = ?2 AND start_ms = ?4 AND "
    "id <= ?25 AND camera = ?1 AND zone = ?3 AND end_ms = ?5 AND visit = ?6 AND pose_ms = ?7 AND "
    "attention_ms = ?8 AND valence IS ?18 AND change IS ?19)";
// The same stay of a time before recordings had an id (schema 3).
constexpr std::string_view kForgetUnnamed =
    "DELETE FROM exposures WHERE content = ?2 AND start_ms = ?3 AND id <= ?6 AND recording = '' "
    "AND camera = ?1 AND end_ms = ?4 AND zone = ?5";
constexpr std::string_view kCellOfUnnamed =
    "SELECT m.cell FROM exposures JOIN cell_stays m ON m.stay = id WHERE content = ?2 AND start_ms "
    "= ?3 AND id <= ?6 AND recording = '' AND camera = ?1 AND end_ms = ?4 AND zone = ?5 LIMIT 1";
constexpr std::string_view kAddOpen =
    "INSERT INTO open_exposures ({}, day, writer, saved_ms) VALUES "
    "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kAddSeen =
    "INSERT INTO seen (camera, content, zone, start_ms, end_ms, visit, recording, course) "
    "VALUES (?,?,?,?,?,?,?,CAST(? AS BLOB))";
// Those that began within the hour before ?2 by their begin, longer ones by an index of their own.
constexpr std::string_view kFindShown =
    "SELECT zone, content, begin_ms, end_ms FROM shown WHERE camera = ?1 AND begin_ms <= ?3 AND "
    "begin_ms > ?2 - 3600000 AND end_ms > ?2 UNION ALL "
    "SELECT zone, content, begin_ms, end_ms FROM shown INDEXED BY shown_over_an_hour WHERE "
    "end_ms - begin_ms > 3600000 AND camera = ?1 AND end_ms > ?2 AND begin_ms <= ?2 - 3600000";
constexpr std::string_view kAddRating =
    "INSERT INTO ratings (content, camera, time_ms, value, scale, source, source_row, name, token, "
    "stamped) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING";
// The rating of a name is this one: a time that the receiver gave says nothing.
constexpr std::string_view kFindRating =
    "SELECT content = ?3 AND camera = ?4 AND value = ?5 AND scale = ?6 AND "
    "(stamped OR ?7 OR time_ms = ?8) FROM ratings WHERE source = ?1 AND name = ?2";

Database& prepare_file(Database& database, bool reader) {
  if (reader) {
    if (const std::int64_t schema = check_ours(database); schema < newest_schema())
      throw Error(ErrorKind::output, database.path().string(),
                  fmt::format("was written by an older mien (schema {}, this one reads {})", schema,
                              newest_schema()),
                  "use it once with mien serve, mien report or an import: that updates it and "
                  "keeps a copy");
    database.execute("PRAGMA query_only=ON");
    return database;
  }
  database.execute("PRAGMA foreign_keys=ON");
  migrate(database);
  database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON");
  return database;
}

/// The values of kStayColumns, of `day`, and `more`.
template <class... More>
void run(Statement& statement, const Exposure& stay, const UtcOffset& clock, const More&... more) {
  const auto day = std::chrono::floor<std::chrono::days>(local_of(stay.start, clock));
  const auto& l = stay.label_ms;
  std::optional<std::string> reaction;
  std::optional<std::int64_t> delay;
  if (stay.reaction) {
    reaction = name_of(stay.reaction->label);
    delay = stay.reaction->delay.count();
  }
  const std::string camera = as_utf8(stay.camera), content = as_utf8(stay.content);
  const std::string zone = as_utf8(stay.zone);
  statement.run(camera, content, zone, since_1970_ms(stay.start), since_1970_ms(stay.end),
                stay.visit, stay.pose_ms, stay.attention_ms, l[0], l[1], l[2], l[3], l[4], l[5],
                l[6], l[7], l[8], ten_thousandths(stay.valence), ten_thousandths(stay.change),
                reaction, delay, stay.recording,
                static_cast<std::int64_t>(day.time_since_epoch().count()), more...);
}

}  // namespace

std::optional<std::int64_t> ten_thousandths(const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return std::llround(std::clamp(*value, -2.0, 2.0) * 1e4);
}

Store::Tables::Tables(const std::filesystem::path& file, const StoreOptions& options)
    : database(file, options.reader ? Database::Access::read : Database::Access::write),
      add_exposure(
          prepare_file(database, options.reader).prepare(fmt::format(kAddExposure, kStayColumns))),
      forget_unnamed(database.prepare(kForgetUnnamed)),
      add_open(database.prepare(fmt::format(kAddOpen, kStayColumns))),
      add_rating(database.prepare(kAddRating)),
      find_rating(database.prepare(kFindRating)),
      add_seen(database.prepare(kAddSeen)),
      find_shown(database.prepare(kFindShown)),
      cells(database, options.utc_offset, LeastPeople(1)) {}

std::optional<std::int64_t> Store::Tables::insert_part(const Exposure& part, const UtcOffset& clock,
                                                       std::int64_t once) {
  run(add_exposure, part, clock, part.seen, once);
  if (database.changes() == 0) return std::nullopt;
  return database.last_row();
}

void Store::Tables::insert(const Exposure& stay, const UtcOffset& clock) {
  const bool named = known != 0 && !stay.recording.empty();
  if (named && take_place_of_unnamed(stay, clock)) return;
  const std::int64_t once = named ? 0 : known;
  const Parts own = parts_of(stay);
  bool kept = own.stays.empty() && once == 0;  // a sight too short to be placed
  for (const Exposure& part : own.stays) kept |= insert_part(part, clock, once).has_value();
  // Twice the same, or another host's: nothing is left of it.
  if (!kept && own.seen != 0) forget_sight(own.seen);
}

// Where it was published, the named one is so in its place, uncut: it stays as it was told.
bool Store::Tables::take_place_of_unnamed(const Exposure& stay, const UtcOffset& clock) {
  const std::string camera = as_utf8(stay.camera), content = as_utf8(stay.content);
  const std::string zone = as_utf8(stay.zone);
  const std::int64_t start = since_1970_ms(stay.start), end = since_1970_ms(stay.end);
  std::optional<std::int64_t> cell;
  {
    Statement query = database.prepare(kCellOfUnnamed);
    query.start(camera, content, start, end, zone, known);
    if (query.next()) cell = query.integer(0);
  }
  forget_unnamed.run(camera, content, start, end, zone, known);
  if (!cell) return false;
  Exposure whole = stay;
  if (stay.course && stay.seen == 0) whole.seen = keep(stay);
  const std::int64_t row = insert_part(whole, clock).value();  // a recording's is never another's
  database.prepare("DELETE FROM undecided_stays WHERE stay = ?").run(row);
  database.prepare("INSERT INTO cell_stays (stay, cell) VALUES (?, ?)").run(row, *cell);
  return true;
}

Store::Tables::Parts Store::Tables::parts_of(const Exposure& stay) {
  if (stay.seen != 0) return {.stays = {stay}};
  const std::vector<Played> shown = shown_during(stay);
  Exposure whole = stay;
  if (stay.course || !shown.empty()) whole.seen = keep(stay);
  if (shown.empty()) return {whole.seen, {whole}};
  return {whole.seen, placed(whole, shown)};
}

void Store::Tables::forget_sight(std::int64_t seen) {
  database
      .prepare(
          "DELETE FROM seen WHERE id = ?1 AND NOT EXISTS "
          "(SELECT 1 FROM exposures WHERE seen = ?1 AND seen <> 0)")
      .run(seen);
}

std::int64_t Store::Tables::keep(const Exposure& stay) {
  std::optional<std::string> course;
  if (stay.course) course = stay.course->bytes();
  add_seen.run(as_utf8(stay.camera), as_utf8(stay.content), as_utf8(stay.zone),
               since_1970_ms(stay.start), since_1970_ms(stay.end), stay.visit, stay.recording,
               course);
  return database.last_row();
}

std::vector<Played> Store::Tables::shown_during(const Exposure& stay) {
  std::vector<Played> shown;
  const std::string camera = as_utf8(stay.camera);
  find_shown.start(camera, since_1970_ms(stay.start), since_1970_ms(stay.end));
  while (find_shown.next())
    shown.push_back({camera, find_shown.text(0), find_shown.text(1), wall_of(find_shown.integer(2)),
                     wall_of(find_shown.integer(3))});
  return shown;
}

void Store::Tables::insert_open(std::int64_t writer, WallTime now, const Exposure& exposure,
                                const UtcOffset& clock) {
  run(add_open, exposure, clock, writer, since_1970_ms(now));
}

Exposure stay_of(const Statement& row) {
  const auto real = [&](int column) -> std::optional<double> {
    if (row.is_null(column)) return std::nullopt;
    return static_cast<double>(row.integer(column)) / 1e4;
  };
  Exposure stay{.camera = row.text(0), .content = row.text(1), .zone = row.text(2)};
  stay.start = wall_of(row.integer(3));
  stay.end = wall_of(row.integer(4));
  stay.visit = static_cast<int>(row.integer(5));
  stay.pose_ms = row.integer(6);
  stay.attention_ms = row.integer(7);
  for (std::size_t i = 0; i < stay.label_ms.size(); ++i)
    stay.label_ms[i] = row.integer(8 + static_cast<int>(i));
  stay.valence = real(17);
  stay.change = real(18);
  for (int i = 0; i <= static_cast<int>(kEmotions) && !row.is_null(19); ++i)
    if (const auto label = static_cast<Emotion>(i); row.text(19) == name_of(label))
      stay.reaction = Reaction{label, std::chrono::milliseconds(row.integer(20))};
  stay.recording = row.text(21);
  stay.seen = row.integer(22);
  return stay;
}

}  // namespace mien::audience
