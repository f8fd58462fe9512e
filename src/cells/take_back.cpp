// What was told and is no longer to be: it leaves a cell in groups that are large enough, where
// enough people, or nobody, stay.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cells/cell_rows.h"

namespace mien::audience {

namespace {

Sums negated(const Sums& sums) { return Sums{} - sums; }

/// Both parts can be told of: those who leave and those who stay.
bool parts_fit(Figure figure, const Sums& leave, const Sums& whole, LeastPeople rule) {
  return fits(figure, leave, rule) && fits(figure, whole - leave, rule);
}

Sums rating_sums(double value) {
  Sums sums{.ratings = 1, .answered = 1};
  sums.rating_sum = std::llround(value * 1e4);
  sums.rating_sum2 = sums.rating_sum * sums.rating_sum;
  const auto answer = std::clamp<std::int64_t>(static_cast<std::int64_t>(value + 0.5), 1, 5);
  sums.answers[static_cast<std::size_t>(answer - 1)] = 1;
  return sums;
}

}  // namespace

/// What is left of a row after all that was taken from it.
Sums CellBook::net_of(std::int64_t row) {
  Statement query = database_.prepare(
      fmt::format("SELECT {} FROM cells WHERE id = ?1 OR corrects = ?1", each_column("{}")));
  query.start(row);
  Sums net;
  while (query.next()) net += sums_of(query, 0);
  return net;
}

std::int64_t CellBook::take_from(std::int64_t row, const Sums& sums) {
  database_
      .prepare(fmt::format(
          "INSERT INTO cells (level, begin_ms, end_ms, day, month, camera, content, zone, "
          "corrects, "
          "decided_ms, closed, {0}) SELECT level, begin_ms, end_ms, day, month, camera, content, "
          "zone, id, decided_ms, closed, {1} FROM cells WHERE id = ?",
          each_column("{}"),
          [&] {
            std::string values;
            for (const std::int64_t value : columns_of(negated(sums)))
              values += (values.empty() ? "" : ", ") + std::to_string(value);
            return values;
          }()))
      .run(row);
  return database_.last_row();
}

// `removed`: by cell, what its members that go add up to, as they are (not as told). A figure that
// a cell owes and that nobody tells needs no change: it is made of those who are still there.
std::optional<std::vector<std::pair<std::int64_t, Sums>>> CellBook::changes_for(
    const std::map<std::int64_t, Sums>& removed) {
  std::map<std::int64_t, Sums> changes;                        // by row
  std::map<std::int64_t, std::vector<std::int64_t>> together;  // rows of owed figures → cells
  std::map<std::int64_t, Figure> figure_of;
  Statement owed = database_.prepare("SELECT figure, told_in FROM cell_owed WHERE cell = ?");
  for (const auto& [cell, sums] : removed) {
    const Sums net = net_of(cell);
    std::array<bool, kFigures> elsewhere{};
    owed.start(cell);
    while (owed.next()) {
      elsewhere[static_cast<std::size_t>(owed.integer(0))] = true;
      if (owed.is_null(1)) continue;
      together[owed.integer(1)].push_back(cell);
      figure_of[owed.integer(1)] = static_cast<Figure>(owed.integer(0));
    }
    Sums people = net;  // a reaction's others are the group's people
    for (std::size_t i = 0; i < kFigures; ++i) {
      const auto figure = static_cast<Figure>(i);
      if (elsewhere[i] || !holds(figure, net)) continue;  // or withdrawn before
      if (!parts_fit(figure, sums, people, rule_)) return std::nullopt;
      changes[cell] += part(sums, figure);
    }
    if (net.answered == 0) changes[cell] = without_rating_spread(changes[cell]);
  }
  for (const auto& [row, cells] : together) {
    const Figure figure = figure_of[row];
    Sums leave, whole;
    std::vector<Sums> blocks;
    Statement members = database_.prepare("SELECT cell FROM cell_owed WHERE told_in = ?");
    members.start(row);
    while (members.next()) {
      const std::int64_t cell = members.integer(0);
      Sums own = members_of(cell, figure);
      whole += own;
      const auto goes = removed.find(cell);
      if (goes != removed.end()) {
        leave += goes->second;
        blocks.push_back(goes->second);
        own = own - goes->second;
      }
      if (holds(figure, own)) blocks.push_back(own);
    }
    if (figure != Figure::labels && figure != Figure::answers) {
      // Of somebody in the row nothing is kept any more: who would stay cannot be counted.
      if (part(whole, figure) != part(net_of(row), figure)) return std::nullopt;
      if (!parts_fit(figure, leave, whole, rule_)) return std::nullopt;
      changes[row] += part(leave, figure);
      continue;
    }
    const bool tied = figure == Figure::answers
                          ? tied_by_answers(blocks, rule_)
                          : alike_in_labels(blocks, rule_).size() == blocks.size();
    if (!tied) return std::nullopt;
    changes[row] += net_of(row);  // what stays is not told apart again
  }
  return std::vector<std::pair<std::int64_t, Sums>>(changes.begin(), changes.end());
}

bool CellBook::take_back_stays(const std::set<std::int64_t>& stays) {
  std::map<std::int64_t, Sums> removed;
  Statement own = database_.prepare(
      fmt::format("SELECT m.cell, {} FROM cell_stays m JOIN exposures e ON e.id = m.stay WHERE "
                  "m.stay = ?",
                  stays_kind().terms));
  for (const std::int64_t stay : stays) {
    own.start(stay);
    while (own.next()) removed[own.integer(0)] += sums_of(own, 1);
  }
  const auto changes = changes_for(removed);
  if (!changes) return false;
  for (const auto& [row, sums] : *changes) take_from(row, sums);
  Statement forget = database_.prepare("DELETE FROM cell_stays WHERE stay = ?");
  for (const std::int64_t stay : stays) forget.run(stay);
  return true;
}

void CellBook::take_back_ratings(std::span<const std::int64_t> ratings) {
  std::set<std::int64_t> cells;
  Statement own = database_.prepare(
      "SELECT m.cell, e.value FROM cell_ratings m JOIN ratings e ON e.id = m.rating WHERE "
      "m.rating = ?");
  Statement owe = database_.prepare("INSERT INTO cell_debts (cell, value) VALUES (?, ?)");
  for (const std::int64_t rating : ratings) {
    own.start(rating);
    if (!own.next()) continue;
    const std::int64_t cell = own.integer(0);
    const double value = own.real(1);
    own.start(rating);
    owe.run(cell, value);
    cells.insert(cell);
  }
  Statement debts = database_.prepare("SELECT value FROM cell_debts WHERE cell = ?");
  Statement paid = database_.prepare("DELETE FROM cell_debts WHERE cell = ?");
  for (const std::int64_t cell : cells) {
    Sums sums;
    debts.start(cell);
    while (debts.next()) sums += rating_sums(debts.real(0));
    const auto changes = changes_for({{cell, sums}});
    if (!changes) continue;
    for (const auto& [row, taken] : *changes) take_from(row, taken);
    paid.run(cell);
  }
}

/// Is what this row tells of several cells such that it may be told of them under the rule of now?
/// Where some of its people are no longer kept that cannot be known, and it may not.
bool CellBook::still_told_apart(std::int64_t row, Sums net) {
  Statement query = database_.prepare("SELECT cell, figure FROM cell_owed WHERE told_in = ?");
  query.start(row);
  std::vector<Sums> groups;
  Figure figure = Figure::stay;
  Sums all;
  while (query.next()) {
    figure = static_cast<Figure>(query.integer(1));
    groups.push_back(members_of(query.integer(0), figure));
    all += groups.back();
  }
  if (groups.empty()) return true;
  net.people = all.people;  // a reaction's others
  switch (figure) {
    case Figure::reaction:
      return fits(figure, net, rule_);
    case Figure::labels:
      return part(all, figure).label_time_ms == net.label_time_ms &&
             alike_in_labels(groups, rule_).size() == groups.size();
    case Figure::answers:
      return all.answers == net.answers && tied_by_answers(groups, rule_);
    default:
      return true;
  }
}

void CellBook::withdraw_below(LeastPeople rule) {
  rule_ = rule;
  Statement rows = database_.prepare("SELECT id FROM cells WHERE corrects IS NULL ORDER BY id");
  rows.start();
  std::vector<std::int64_t> ids;
  while (rows.next()) ids.push_back(rows.integer(0));
  for (const std::int64_t row : ids) {
    const Sums net = net_of(row);
    const bool group = holds(Figure::stay, net) && !fits(Figure::stay, net, rule);
    Sums unfit;
    const bool apart = still_told_apart(row, net);
    for (std::size_t i = 0; i < kFigures; ++i) {
      const auto figure = static_cast<Figure>(i);
      const bool of_stays = figure < Figure::rating;
      const bool told_with_others = figure == Figure::reaction && !holds(Figure::stay, net);
      if ((group && of_stays) || !apart || (!told_with_others && !fits(figure, net, rule)))
        unfit += part(net, figure);
    }
    if (unfit.answered != 0 && unfit.ratings == 0)  // what stays is as if they had not been told
      unfit.rating_sum2 = net.rating_sum2 - without_rating_spread(net).rating_sum2;
    if (unfit != Sums{}) take_from(row, unfit);
  }
}

}  // namespace mien::audience
