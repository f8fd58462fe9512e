// Stays that take the place of others: of a recording that is analysed again, or in front of what
// was really shown.
#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "audience/former_stays.h"
#include "audience/store_tables.h"
#include "base/utf8.h"

namespace mien::audience {

namespace {

/// Two that are equal here are the same.
std::string all_words(const Exposure& stay) {
  return as_utf8(stay.content) + '\n' + sight_words(stay);
}

std::map<std::string, std::vector<FormerStay>> by_words(Database& database,
                                                        std::span<const std::int64_t> ids) {
  std::map<std::string, std::vector<FormerStay>> former;
  Statement query = database.prepare(fmt::format(
      "SELECT {}, seen, (SELECT cell FROM cell_stays WHERE stay = id) FROM exposures WHERE id = ?",
      kStayColumns));
  for (const std::int64_t id : ids) {
    query.start(id);
    if (!query.next()) continue;
    const Exposure stay = stay_of(query);
    FormerStay one{.id = id, .sight = stay.seen};
    if (!query.is_null(23)) one.cell = query.integer(23);
    one.words = sight_words(stay);
    one.camera = stay.camera;
    one.start = stay.start;
    one.end = stay.end;
    former[all_words(stay)].push_back(std::move(one));
  }
  return former;
}

/// Takes all out of their cells at once, or else unit by unit, and deletes them. Returns those that
/// stay, as they were told.
std::vector<FormerStay> take_back(Database& database, CellBook& cells,
                                  std::span<const FormerStay> former) {
  Statement forget = database.prepare("DELETE FROM exposures WHERE id = ?");
  std::vector<FormerStay> left;
  const bool all = cells.take_back_stays(told_ones(former));
  for (const std::vector<FormerStay>& unit : units_of(former)) {
    if (all || cells.take_back_stays(told_ones(unit)))
      for (const FormerStay& one : unit) forget.run(one.id);
    else
      left.insert(left.end(), unit.begin(), unit.end());
  }
  return left;
}

/// Which new stays have no place: it is held by a former one that stays.
class Held {
 public:
  Held(Database& database, std::span<const FormerStay> left) {
    Statement place =
        database.prepare("SELECT level, begin_ms, camera, content, zone FROM cells WHERE id = ?");
    for (const FormerStay& one : left) {
      if (!one.cell) continue;
      place.start(*one.cell);
      if (place.next())
        places_.insert(
            {place.integer(0), place.integer(1), place.text(2), place.text(3), place.text(4)});
    }
  }

  bool holds(const Exposure& stay, const UtcOffset& clock) const {
    if (places_.empty()) return false;
    for (int level = 0; level < kLevels; ++level) {
      const Period period = period_of(static_cast<Level>(level), stay.start, clock);
      if (places_.contains({level, since_1970_ms(period.begin), as_utf8(stay.camera),
                            as_utf8(stay.content), as_utf8(stay.zone)}))
        return true;
    }
    return false;
  }

 private:
  std::set<std::tuple<std::int64_t, std::int64_t, std::string, std::string, std::string>> places_;
};

}  // namespace

// What did not change stays as it is. What did, and is in a published cell, changes there where so
// many people's stays do that it can be told; else that cell stays as it was told, and so do its
// stays: those that would take their place are left out. Returns the sights of these. Within a
// transaction of the caller.
std::set<std::int64_t> Store::exchange(std::span<const std::int64_t> former,
                                       std::span<const Exposure> stays, Known known) {
  Database& database = tables_->database;
  auto unmet = by_words(database, former);
  std::vector<const Exposure*> added;
  Statement link = database.prepare("UPDATE exposures SET seen = ? WHERE id = ?");
  for (const Exposure& stay : stays) {
    const auto same = unmet.find(all_words(stay));
    if (same == unmet.end() || same->second.empty()) {
      added.push_back(&stay);
      continue;
    }
    link.run(stay.seen, same->second.back().id);
    same->second.pop_back();
  }
  std::vector<FormerStay> gone, moved;
  for (auto& [words, own] : unmet)
    for (FormerStay& one : own) gone.push_back(std::move(one));
  std::set<std::int64_t> left_out;
  if (!tables_->cells.tells_all()) {
    BySight anew;
    if (known == Known::by_place) {
      anew = pair_by_time(gone, added, moved);
    } else {
      for (const Exposure* stay : added) anew[stay->seen].push_back(stay);
      moved.swap(gone);
      added.clear();
    }
    for (const std::int64_t sight : move_by_sight(
             database, tables_->cells, moved, anew,
             [&](const Exposure& stay) { return tables_->insert_part(stay, options_.utc_offset); }))
      for (const Exposure* stay : anew[sight]) left_out.insert(stay->seen);
  }
  const std::vector<FormerStay> left = take_back(database, tables_->cells, gone);
  const Held held(database, left);
  for (const Exposure* stay : added) {
    if (held.holds(*stay, options_.utc_offset))
      left_out.insert(stay->seen);
    else
      tables_->insert_part(*stay, options_.utc_offset);
  }
  return left_out;
}

void Store::replace(const std::set<std::string>& recordings, std::span<const Exposure> stays) {
  flush();
  Database& database = tables_->database;
  Transaction transaction(database);
  Statement forget_open =
      database.prepare("DELETE FROM open_exposures WHERE recording = ? AND recording <> ''");
  Statement told = database.prepare(
      "SELECT id FROM exposures WHERE recording = ? AND recording <> '' ORDER BY id");
  Statement seen =
      database.prepare("SELECT id FROM seen WHERE recording = ? AND recording <> '' ORDER BY id");
  std::vector<std::int64_t> former, sights;
  for (const std::string& recording : recordings) {
    forget_open.run(recording);
    for (told.start(recording); told.next();) former.push_back(told.integer(0));
    for (seen.start(recording); seen.next();) sights.push_back(seen.integer(0));
  }
  std::vector<Exposure> parts;
  for (const Exposure& stay : stays)
    for (Exposure& part : tables_->parts_of(stay).stays) parts.push_back(std::move(part));
  const std::set<std::int64_t> left_out = exchange(former, parts, Known::by_place);
  for (const std::int64_t sight : sights) tables_->forget_sight(sight);
  for (const std::int64_t sight : left_out) tables_->forget_sight(sight);
  check_in_place();
  transaction.commit();
}

}  // namespace mien::audience
