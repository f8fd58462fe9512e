#include "cells/sums.h"

#include <string_view>

namespace mien::audience {

namespace {

constexpr std::size_t kEnds[kFigures] = {
    4, 7, 11, 15, 19, 20 + 3 * kLabels, 23 + 3 * kLabels, 29 + 3 * kLabels};
static_assert(kEnds[kFigures - 1] == kColumns);

std::array<std::string, kColumns> make_names() {
  std::array<std::string, kColumns> names = {
      "exposures",      "people",      "dwell_cs",        "dwell_cs2",     "pose_ms",
      "attention_ms",   "pose_people", "valence_n",       "valence_sum",   "valence_sum2",
      "valence_people", "change_n",    "change_sum",      "change_sum2",   "change_people",
      "reactions",      "reaction_ms", "reaction_people", "reaction_stays"};
  std::size_t at = 19;
  const auto of_labels = [&](const char* ending) {
    for (std::size_t i = 0; i < kLabels; ++i)
      names[at++] = std::string(name_of(static_cast<Emotion>(i))) + ending;
  };
  of_labels("_ms");
  of_labels("_people");
  names[at++] = "label_time_ms";
  of_labels("_hidden_ms");
  for (const char* name : {"ratings", "rating_sum", "rating_sum2"}) names[at++] = name;
  for (char answer = '1'; answer <= '5'; ++answer) names[at++] = std::string("answers_") + answer;
  names[at] = "answered";
  return names;
}

}  // namespace

ColumnRange range_of(Figure figure) {
  const auto at = static_cast<std::size_t>(figure);
  return {at == 0 ? 0 : kEnds[at - 1], kEnds[at]};
}

const std::array<std::string, kColumns>& column_names() {
  static const std::array<std::string, kColumns> names = make_names();
  return names;
}

std::string each_column(const std::string& form, const std::string& between) {
  std::string all;
  for (const std::string& name : column_names()) {
    if (!all.empty()) all += between;
    std::size_t from = 0;
    for (std::size_t at; (at = form.find("{}", from)) != std::string::npos; from = at + 2)
      all += form.substr(from, at - from) + name;
    all += form.substr(from);
  }
  return all;
}

Sums& operator+=(Sums& sums, const Sums& more) {
  Columns columns = columns_of(sums);
  const Columns added = columns_of(more);
  for (std::size_t i = 0; i < kColumns; ++i) columns[i] += added[i];
  return sums = sums_of(columns);
}

Sums operator-(const Sums& sums, const Sums& less) {
  Columns columns = columns_of(sums);
  const Columns taken = columns_of(less);
  for (std::size_t i = 0; i < kColumns; ++i) columns[i] -= taken[i];
  return sums_of(columns);
}

Sums part(const Sums& sums, Figure figure) {
  const Columns all = columns_of(sums);
  const ColumnRange range = range_of(figure);
  Columns own{};
  for (std::size_t i = range.first; i < range.end; ++i) own[i] = all[i];
  return sums_of(own);
}

}  // namespace mien::audience
