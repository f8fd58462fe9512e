#include "audience/store_tables.h"

#include <algorithm>
#include <cmath>

#include "base/migrations.h"
#include "base/utf8.h"

namespace mien::audience {

namespace {

// Unless a row up to id ?24 is the same stay.
constexpr std::string_view kAddExposure =
    "INSERT INTO exposures (camera, content, zone, start_ms, end_ms, day, visit, pose_ms, "
    "attention_ms, neutral_ms, happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, "
    "fear_ms, contempt_ms, unknown_ms, valence, change, reaction, reaction_ms, recording) "
    "SELECT ?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23 "
    "WHERE ?24 = 0 OR NOT EXISTS (SELECT 1 FROM exposures WHERE content = ?2 AND start_ms = ?4 AND "
    "id <= ?24 AND camera = ?1 AND zone = ?3 AND end_ms = ?5 AND visit = ?7 AND pose_ms = ?8 AND "
    "attention_ms = ?9 AND valence IS ?19 AND change IS ?20)";
// The same stay of a time before recordings had an id (schema 3).
constexpr std::string_view kForgetUnnamed =
    "DELETE FROM exposures WHERE content = ?2 AND start_ms = ?3 AND id <= ?6 AND recording = '' "
    "AND camera = ?1 AND end_ms = ?4 AND zone = ?5";
constexpr std::string_view kAddOpen =
    "INSERT INTO open_exposures (camera, content, zone, start_ms, end_ms, day, visit, pose_ms, "
    "attention_ms, neutral_ms, happiness_ms, surprise_ms, sadness_ms, anger_ms, disgust_ms, "
    "fear_ms, contempt_ms, unknown_ms, valence, change, reaction, reaction_ms, recording, writer, "
    "saved_ms) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kAddRating =
    "INSERT INTO ratings (content, camera, time_ms, value, scale, source, source_row) "
    "VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING";

Database& prepare_file(Database& database) {
  database.execute("PRAGMA foreign_keys=ON");
  migrate(database);
  database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON");
  return database;
}

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
                static_cast<std::int64_t>(day.time_since_epoch().count()), stay.visit, stay.pose_ms,
                stay.attention_ms, l[0], l[1], l[2], l[3], l[4], l[5], l[6], l[7], l[8],
                ten_thousandths(stay.valence), ten_thousandths(stay.change), reaction, delay,
                stay.recording, more...);
}

}  // namespace

std::optional<std::int64_t> ten_thousandths(const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return std::llround(std::clamp(*value, -2.0, 2.0) * 1e4);
}

Store::Tables::Tables(const std::filesystem::path& file)
    : database(file),
      add_exposure(prepare_file(database).prepare(kAddExposure)),
      forget_unnamed(database.prepare(kForgetUnnamed)),
      add_open(database.prepare(kAddOpen)),
      add_rating(database.prepare(kAddRating)) {}

void Store::Tables::insert(const Exposure& exposure, const UtcOffset& clock) {
  if (known == 0 || exposure.recording.empty()) return run(add_exposure, exposure, clock, known);
  forget_unnamed.run(as_utf8(exposure.camera), as_utf8(exposure.content),
                     since_1970_ms(exposure.start), since_1970_ms(exposure.end),
                     as_utf8(exposure.zone), known);
  run(add_exposure, exposure, clock, std::int64_t{0});
}

void Store::Tables::insert_open(std::int64_t writer, WallTime now, const Exposure& exposure,
                                const UtcOffset& clock) {
  run(add_open, exposure, clock, writer, since_1970_ms(now));
}

}  // namespace mien::audience
