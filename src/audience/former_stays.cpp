#include "audience/former_stays.h"

#include <numeric>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audience/store_tables.h"
#include "base/utf8.h"

namespace mien::audience {

namespace {

/// Those of the unit whose stay is another one now.
std::set<std::int64_t> changed_of(std::span<const FormerStay> unit, const BySight& anew) {
  std::set<std::int64_t> changed;
  for (const FormerStay& one : unit) {
    const auto own = anew.find(one.sight);
    const bool same = own != anew.end() && own->second.size() == 1 &&
                      sight_words(*own->second.front()) == one.words;
    if (!same) changed.insert(one.id);
  }
  return changed;
}

/// Adds the stays of the sights to `found`; false: of a sight that has some, none is added.
bool add_all(const std::set<std::int64_t>& sights, BySight& anew, const InsertStay& insert,
             std::set<std::int64_t>& found) {
  bool all = true;
  for (const std::int64_t sight : sights) {
    const auto& own = anew[sight];
    const std::size_t before = found.size();
    for (const Exposure* stay : own)
      if (const auto row = insert(*stay)) found.insert(*row);
    all &= own.empty() || found.size() > before;
  }
  return all;
}

}  // namespace

std::string sight_words(const Exposure& stay) {
  return fmt::format("{}\n{}\n{} {} {} {} {} {} {} {} {} {}", as_utf8(stay.camera),
                     as_utf8(stay.zone), since_1970_ms(stay.start), since_1970_ms(stay.end),
                     stay.visit, stay.pose_ms, stay.attention_ms, fmt::join(stay.label_ms, " "),
                     ten_thousandths(stay.valence).value_or(INT64_MIN),
                     ten_thousandths(stay.change).value_or(INT64_MIN),
                     stay.reaction ? std::string(name_of(stay.reaction->label)) : "",
                     stay.reaction ? stay.reaction->delay.count() : 0) +
         stay.recording;
}

std::vector<std::vector<FormerStay>> units_of(std::span<const FormerStay> former) {
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
    if (former[i].sight != 0) join(i, false, former[i].sight);
  }
  std::map<std::size_t, std::vector<FormerStay>> grouped;
  for (std::size_t i = 0; i < former.size(); ++i) grouped[root(i)].push_back(former[i]);
  std::vector<std::vector<FormerStay>> units;
  for (auto& [unused, unit] : grouped) units.push_back(std::move(unit));
  return units;
}

std::set<std::int64_t> told_ones(std::span<const FormerStay> unit) {
  std::set<std::int64_t> told;
  for (const FormerStay& one : unit)
    if (one.cell) told.insert(one.id);
  return told;
}

BySight pair_by_time(std::vector<FormerStay>& gone, std::vector<const Exposure*>& added,
                     std::vector<FormerStay>& moved) {
  std::map<std::tuple<std::string, WallTime, WallTime>, std::vector<const Exposure*>> by_time;
  for (const Exposure* stay : added)
    by_time[{as_utf8(stay->camera), stay->start, stay->end}].push_back(stay);
  BySight pairs;
  std::vector<FormerStay> others;
  std::set<const Exposure*> paired;
  for (FormerStay& one : gone) {
    const auto own = by_time.find({one.camera, one.start, one.end});
    if (own == by_time.end() || own->second.empty()) {
      others.push_back(std::move(one));
      continue;
    }
    one.sight = -static_cast<std::int64_t>(moved.size()) - 1;
    pairs[one.sight] = {own->second.back()};
    paired.insert(own->second.back());
    own->second.pop_back();
    moved.push_back(std::move(one));
  }
  gone = std::move(others);
  std::erase_if(added, [&](const Exposure* stay) { return paired.contains(stay); });
  return pairs;
}

std::set<std::int64_t> move_by_sight(Database& database, CellBook& cells,
                                     std::span<const FormerStay> gone, BySight anew,
                                     const InsertStay& insert) {
  Statement forget = database.prepare("DELETE FROM exposures WHERE id = ?");
  std::set<std::int64_t> left;
  for (const std::vector<FormerStay>& unit : units_of(gone)) {
    std::set<std::int64_t> sights, former, found, told_from;
    for (const FormerStay& one : unit) {
      sights.insert(one.sight);
      former.insert(one.id);
      if (one.cell) told_from.insert(*one.cell);
    }
    const std::set<std::int64_t> told = told_ones(unit);
    const bool movable = told.empty() || (told.size() == unit.size() && told_from.size() == 1);
    const bool moved = movable && add_all(sights, anew, insert, found) &&
                       (told.empty() || cells.tell_anew(told, changed_of(unit, anew), found));
    if (moved && told.empty() && cells.is_never_told(former)) cells.never_tell(found);
    for (const std::int64_t id : moved ? former : found) forget.run(id);
    if (!moved) left.insert(sights.begin(), sights.end());
    for (const std::int64_t sight : sights) anew.erase(sight);
  }
  for (const auto& [sight, own] : anew)
    for (const Exposure* stay : own) insert(*stay);
  return left;
}

}  // namespace mien::audience
