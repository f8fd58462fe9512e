// Stays that take the place of others: of a recording that is analysed again, or in front of what
// was really shown.
#include <functional>
#include <map>
#include <numeric>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audience/store_tables.h"
#include "base/utf8.h"

namespace mien::audience {

namespace {

/// All that the file knows of a stay: two that are equal here are the same.
std::string words_of(const Exposure& stay) {
  return fmt::format("{}\n{}\n{}\n{} {} {} {} {} {} {} {} {} {}", as_utf8(stay.camera),
                     as_utf8(stay.content), as_utf8(stay.zone), since_1970_ms(stay.start),
                     since_1970_ms(stay.end), stay.visit, stay.pose_ms, stay.attention_ms,
                     fmt::join(stay.label_ms, " "),
                     ten_thousandths(stay.valence).value_or(INT64_MIN),
                     ten_thousandths(stay.change).value_or(INT64_MIN),
                     stay.reaction ? std::string(name_of(stay.reaction->label)) : "",
                     stay.reaction ? stay.reaction->delay.count() : 0) +
         stay.recording;
}

struct Former {
  std::int64_t id = 0, seen = 0;
  WallTime start, end;
  std::optional<std::int64_t> cell;  ///< where it was told
};

std::map<std::string, std::vector<Former>> by_words(Database& database,
                                                    std::span<const std::int64_t> ids) {
  std::map<std::string, std::vector<Former>> former;
  Statement query = database.prepare(fmt::format(
      "SELECT {}, (SELECT cell FROM cell_stays WHERE stay = id) FROM exposures WHERE id = ?",
      kStayColumns));
  for (const std::int64_t id : ids) {
    query.start(id);
    if (!query.next()) continue;
    const Exposure stay = stay_of(query);
    Former one{.id = id, .seen = stay.seen, .start = stay.start, .end = stay.end};
    if (!query.is_null(23)) one.cell = query.integer(23);
    former[words_of(stay)].push_back(one);
  }
  return former;
}

/// Those of one cell, or that were seen as one, go together or stay together.
std::vector<std::vector<Former>> units_of(std::span<const Former> former) {
  std::vector<std::size_t> next(former.size());
  std::iota(next.begin(), next.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (next[i] != i) i = next[i] = next[next[i]];
    return i;
  };
  std::map<std::pair<bool, std::int64_t>, std::size_t> first;
  const auto join = [&](std::size_t i, bool by_cell, std::int64_t name) {
    const auto [at, is_new] = first.try_emplace({by_cell, name}, i);
    if (!is_new) next[root(i)] = root(at->second);
  };
  for (std::size_t i = 0; i < former.size(); ++i) {
    if (former[i].cell) join(i, true, *former[i].cell);
    if (former[i].seen != 0) join(i, false, former[i].seen);
  }
  std::map<std::size_t, std::vector<Former>> grouped;
  for (std::size_t i = 0; i < former.size(); ++i) grouped[root(i)].push_back(former[i]);
  std::vector<std::vector<Former>> units;
  for (auto& [unused, unit] : grouped) units.push_back(std::move(unit));
  return units;
}

std::set<std::int64_t> told_in(std::span<const Former> unit) {
  std::set<std::int64_t> told;
  for (const Former& one : unit)
    if (one.cell) told.insert(one.id);
  return told;
}

/// Takes all out of their cells at once, or else unit by unit, and deletes them. Returns those that
/// stay, as they were told.
std::vector<Former> take_back(Database& database, CellBook& cells, std::span<const Former> former) {
  Statement forget = database.prepare("DELETE FROM exposures WHERE id = ?");
  std::vector<Former> left;
  const bool all = cells.take_back_stays(told_in(former));
  for (const std::vector<Former>& unit : units_of(former)) {
    if (all || cells.take_back_stays(told_in(unit)))
      for (const Former& one : unit) forget.run(one.id);
    else
      left.insert(left.end(), unit.begin(), unit.end());
  }
  return left;
}

/// Which new stays have no place: it is held by a former one that stays.
class Held {
 public:
  Held(Database& database, std::span<const Former> left) {
    Statement place =
        database.prepare("SELECT level, begin_ms, camera, content, zone FROM cells WHERE id = ?");
    for (const Former& one : left) {
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

using BySight = std::map<std::int64_t, std::vector<const Exposure*>>;

/// Those of the unit that are not one new stay of the same time.
std::set<std::int64_t> changed_of(std::span<const Former> unit, const BySight& anew) {
  std::set<std::int64_t> changed;
  for (const Former& one : unit) {
    const auto own = anew.find(one.seen);
    const bool same = own != anew.end() && own->second.size() == 1 &&
                      own->second[0]->start == one.start && own->second[0]->end == one.end;
    if (!same) changed.insert(one.id);
  }
  return changed;
}

/// Each in the place of the stays of its sight. What was told changes cell by cell, where that is
/// safe (CellBook::tell_anew): what is of several cells, or told in part, stays. Returns the sights
/// that do.
std::set<std::int64_t> move_by_sight(Database& database, CellBook& cells,
                                     std::span<const Former> gone,
                                     std::span<const Exposure* const> added,
                                     const std::function<std::int64_t(const Exposure&)>& insert) {
  BySight anew;
  for (const Exposure* stay : added) anew[stay->seen].push_back(stay);
  Statement forget = database.prepare("DELETE FROM exposures WHERE id = ?");
  std::set<std::int64_t> left;
  for (const std::vector<Former>& unit : units_of(gone)) {
    std::set<std::int64_t> sights, former, found, told_from;
    for (const Former& one : unit) {
      sights.insert(one.seen);
      former.insert(one.id);
      if (one.cell) told_from.insert(*one.cell);
    }
    const std::set<std::int64_t> told = told_in(unit);
    const bool movable = told.empty() || (told.size() == unit.size() && told_from.size() == 1);
    if (movable)
      for (const std::int64_t sight : sights)
        for (const Exposure* stay : anew[sight]) found.insert(insert(*stay));
    const bool moved =
        movable && (told.empty() || cells.tell_anew(told, changed_of(unit, anew), found));
    for (const std::int64_t id : moved ? former : found) forget.run(id);
    if (!moved) left.insert(sights.begin(), sights.end());
    for (const std::int64_t sight : sights) anew.erase(sight);
  }
  for (const auto& [sight, own] : anew)
    for (const Exposure* stay : own) insert(*stay);
  return left;
}

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
    const auto same = unmet.find(words_of(stay));
    if (same == unmet.end() || same->second.empty()) {
      added.push_back(&stay);
      continue;
    }
    link.run(stay.seen, same->second.back().id);
    same->second.pop_back();
  }
  std::vector<Former> gone;
  for (const auto& [words, own] : unmet) gone.insert(gone.end(), own.begin(), own.end());
  if (known == Known::by_sight && !tables_->cells.tells_all())
    return move_by_sight(database, tables_->cells, gone, added, [&](const Exposure& stay) {
      tables_->insert_part(stay, options_.utc_offset);
      return database.last_row();
    });
  const std::vector<Former> left = take_back(database, tables_->cells, gone);
  const Held held(database, left);
  std::set<std::int64_t> left_out;
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
