#include "cells/cell_rows.h"

#include <fmt/format.h>

namespace mien::audience {

namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : ", ") + part;
  return all;
}

/// What a stay adds, in the order of the columns.
std::string stay_terms() {
  const std::string first = "e.visit = 1", dwell = "((e.end_ms - e.start_ms + 5) / 10)";
  std::vector<std::string> terms = {"1",
                                    first,
                                    dwell,
                                    dwell + " * " + dwell,
                                    "e.pose_ms",
                                    "e.attention_ms",
                                    first + " AND e.pose_ms > 0"};
  for (const std::string value : {"e.valence", "e.change"}) {
    terms.push_back(value + " IS NOT NULL");
    terms.push_back("ifnull(" + value + ", 0)");
    terms.push_back("ifnull(" + value + " * " + value + ", 0)");
    terms.push_back(first + " AND " + value + " IS NOT NULL");
  }
  for (const char* term : {"e.reaction IS NOT NULL", "ifnull(e.reaction_ms, 0)",
                           "e.visit = 1 AND e.reaction IS NOT NULL", "1"})
    terms.push_back(term);
  std::string time;
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < kLabels; ++i)
    labels.push_back(fmt::format("e.{}_ms", name_of(static_cast<Emotion>(i))));
  for (const std::string& label : labels) {
    terms.push_back(label);
    time += (time.empty() ? "" : " + ") + label;
  }
  for (const std::string& label : labels) terms.push_back(first + " AND " + label + " > 0");
  terms.push_back(time);
  terms.resize(kColumns, "0");
  return joined(terms);
}

std::string rating_terms() {
  std::vector<std::string> terms(range_of(Figure::rating).first, "0");
  const std::string value = "CAST(round(e.value * 10000) AS INTEGER)";
  for (const std::string& term :
       {std::string("1"), value, value + " * " + value, std::string("e.value < 1.5"),
        std::string("e.value >= 1.5 AND e.value < 2.5"),
        std::string("e.value >= 2.5 AND e.value < 3.5"),
        std::string("e.value >= 3.5 AND e.value < 4.5"), std::string("e.value >= 4.5"),
        std::string("1")})
    terms.push_back(term);
  return joined(terms);
}

}  // namespace

const CellBook::Kind& stays_kind() {
  static const CellBook::Kind kind = {.table = "exposures",
                                      .time = "start_ms",
                                      .undecided = "undecided_stays",
                                      .id = "stay",
                                      .members = "cell_stays",
                                      .zone = "e.zone",
                                      .recorded = "e.recording <> ''",
                                      .terms = stay_terms(),
                                      .first = Figure::stay};
  return kind;
}

const CellBook::Kind& ratings_kind() {
  static const CellBook::Kind kind = {.table = "ratings",
                                      .time = "time_ms",
                                      .undecided = "undecided_ratings",
                                      .id = "rating",
                                      .members = "cell_ratings",
                                      .zone = "''",
                                      .recorded = "0",
                                      .terms = rating_terms(),
                                      .first = Figure::rating};
  return kind;
}

Sums sums_of(const Statement& row, int first) {
  Columns columns{};
  for (std::size_t i = 0; i < kColumns; ++i) columns[i] = row.integer(first + static_cast<int>(i));
  return sums_of(columns);
}

PublishedCell cell_of(const Statement& row) {
  PublishedCell cell{.id = row.integer(0), .level = static_cast<Level>(row.integer(1))};
  cell.begin = wall_of(row.integer(2));
  cell.end = wall_of(row.integer(3));
  cell.place = {row.text(4), row.text(5), row.text(6)};
  if (!row.is_null(7)) cell.corrects = row.integer(7);
  cell.sums = sums_of(row, 8);
  return cell;
}

}  // namespace mien::audience
