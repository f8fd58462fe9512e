// What was on the screens, and the stays that it cuts.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/store_tables.h"
#include "base/utf8.h"

namespace mien::audience {

namespace {

constexpr std::string_view kKnownLine =
    "SELECT id, camera, begin_ms, end_ms FROM shown WHERE source = ? AND screen = ? AND zone = ? "
    "AND content = ? AND told_ms = ?";
constexpr std::string_view kAddLine =
    "INSERT INTO shown (camera, zone, content, begin_ms, end_ms, source, screen, told_ms) "
    "VALUES (?,?,?,?,?,?,?,?)";

void check(const PlayLine& line) {
  if (line.played.begin >= WallTime{} && line.played.end > line.played.begin) return;
  throw Error(ErrorKind::input, "play log, " + as_utf8(line.played.content),
              fmt::format("ends at {}, before it starts", rfc3339(line.played.end)),
              "give a start time from 1970 on and an end time after it");
}

/// A row of `seen`, from column 1 on.
Exposure seen_of(const Statement& row) {
  Exposure stay{.camera = row.text(1), .content = row.text(2), .zone = row.text(3)};
  stay.start = wall_of(row.integer(4));
  stay.end = wall_of(row.integer(5));
  stay.visit = static_cast<int>(row.integer(6));
  stay.recording = row.text(7);
  stay.seen = row.integer(0);
  if (row.is_null(8)) return stay;
  if (auto course = Course::of_bytes(row.text(8)))
    stay.course = std::make_shared<const Course>(std::move(*course));
  return stay;
}

}  // namespace

PlaysAdded Store::add_shown(std::span<const PlayLine> lines, const std::string& source) {
  for (const PlayLine& line : lines) check(line);
  flush();
  PlaysAdded sum;
  Database& database = tables_->database;
  Transaction transaction(database);
  Statement find = database.prepare(kKnownLine), add = database.prepare(kAddLine);
  Statement forget = database.prepare("DELETE FROM shown WHERE id = ?");
  std::map<std::string, Stretch> touched;
  const auto touch = [&](const std::string& camera, WallTime from, WallTime to) {
    Stretch& stretch = touched.try_emplace(camera, Stretch{camera, from, to}).first->second;
    stretch.from = std::min(stretch.from, from);
    stretch.to = std::max(stretch.to, to);
  };
  for (const auto& [played, screen, told] : lines) {
    const std::string camera = as_utf8(played.camera), zone = as_utf8(played.zone);
    const std::string content = as_utf8(played.content), on = as_utf8(screen);
    find.start(source, on, zone, content, since_1970_ms(told));
    if (find.next()) {
      const WallTime begin = wall_of(find.integer(2)), end = wall_of(find.integer(3));
      if (find.text(1) == camera && begin == played.begin && end == played.end) {
        ++sum.known;
        continue;
      }
      touch(find.text(1), begin, end);
      forget.run(find.integer(0));
    }
    add.run(camera, zone, content, since_1970_ms(played.begin), since_1970_ms(played.end), source,
            on, since_1970_ms(told));
    touch(camera, played.begin, played.end);
    ++sum.added;
  }
  constexpr std::string_view kHasStays =
      "SELECT EXISTS (SELECT 1 FROM seen WHERE camera = ?1) OR "
      "EXISTS (SELECT 1 FROM exposures WHERE camera = ?1)";
  for (const auto& [camera, stretch] : touched) {
    place_anew(stretch, sum);
    if (database.integer(kHasStays, camera) == 0) sum.unseen.push_back(camera);
  }
  check_in_place();
  transaction.commit();
  return sum;
}

PlaysAdded Store::undo_shown(const std::string& source) {
  flush();
  PlaysAdded sum;
  Database& database = tables_->database;
  Transaction transaction(database);
  std::vector<Stretch> touched;
  Statement where = database.prepare(
      "SELECT camera, min(begin_ms), max(end_ms), count(*) FROM shown WHERE source = ? "
      "GROUP BY camera");
  where.start(source);
  while (where.next()) {
    touched.push_back({where.text(0), wall_of(where.integer(1)), wall_of(where.integer(2))});
    sum.known += where.integer(3);
  }
  database.prepare("DELETE FROM shown WHERE source = ?").run(source);
  for (const Stretch& stretch : touched) place_anew(stretch, sum);
  check_in_place();
  transaction.commit();
  return sum;
}

// Within a transaction of the caller, as all below.
void Store::place_anew(const Stretch& stretch, PlaysAdded& sum) {
  link_older(stretch);
  Database& database = tables_->database;
  Statement query = database.prepare(
      "SELECT id, camera, content, zone, start_ms, end_ms, visit, recording, course FROM seen "
      "WHERE camera = ? AND start_ms < ? AND end_ms >= ?");
  Statement parts = database.prepare(
      fmt::format("SELECT {}, seen, id FROM exposures WHERE seen = ?", kStayColumns));
  std::vector<Exposure> stays, placed_now;
  std::vector<std::int64_t> former;
  query.start(stretch.camera, since_1970_ms(stretch.to), since_1970_ms(stretch.from));
  while (query.next()) stays.push_back(seen_of(query));
  for (Exposure& stay : stays) {
    const std::string content = stay.content;
    bool has_figures = stay.course != nullptr;
    for (parts.start(stay.seen); parts.next();) {
      former.push_back(parts.integer(23));
      if (has_figures) continue;
      stay = stay_of(parts);  // its only part
      has_figures = true;
    }
    if (!has_figures) continue;
    stay.content = content;
    bool uncut = false;
    for (Exposure& part : placed(stay, tables_->shown_during(stay), &uncut))
      placed_now.push_back(std::move(part));
    ++sum.placed;
    sum.uncut += uncut;
  }
  exchange(former, placed_now, Known::by_sight);
}

// Stays that were never seen glance by glance, of an older mien or of a program that was killed:
// each is what it was seen as.
void Store::link_older(const Stretch& stretch) {
  Database& database = tables_->database;
  Statement query = database.prepare(fmt::format(
      "SELECT {}, seen, id FROM exposures WHERE camera = ? AND seen = 0 AND start_ms < ? AND "
      "end_ms >= ?",
      kStayColumns));
  std::vector<std::pair<Exposure, std::int64_t>> stays;
  query.start(stretch.camera, since_1970_ms(stretch.to), since_1970_ms(stretch.from));
  while (query.next()) stays.emplace_back(stay_of(query), query.integer(23));
  Statement link = database.prepare("UPDATE exposures SET seen = ? WHERE id = ?");
  for (const auto& [stay, id] : stays) link.run(tables_->keep(stay), id);
}

}  // namespace mien::audience
