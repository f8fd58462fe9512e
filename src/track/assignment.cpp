#include "track/assignment.h"

#include <limits>

namespace mien::track {

std::span<const int> Assigner::solve(std::span<const double> costs, std::size_t rows,
                                     std::size_t columns) {
  turned_ = rows > columns;
  rows_ = turned_ ? columns : rows;
  columns_ = turned_ ? rows : columns;
  row_potential_.assign(rows_ + 1, 0);
  column_potential_.assign(columns_ + 1, 0);
  row_of_.assign(columns_ + 1, 0);
  previous_.assign(columns_ + 1, 0);
  for (std::size_t row = 1; row <= rows_; ++row) insert_row(costs, row);

  result_.assign(rows, kUnpaired);
  for (std::size_t column = 1; column <= columns_; ++column) {
    if (row_of_[column] == 0) continue;
    const std::size_t row = row_of_[column];
    result_[(turned_ ? column : row) - 1] = static_cast<int>((turned_ ? row : column) - 1);
  }
  return result_;
}

double Assigner::cost(std::span<const double> costs, std::size_t row, std::size_t column) const {
  return turned_ ? costs[(column - 1) * rows_ + row - 1] : costs[(row - 1) * columns_ + column - 1];
}

/// Grows a tree of tight edges from the new row (Dijkstra on reduced costs) until it meets a free
/// column, then re-pairs along the path to it.
void Assigner::insert_row(std::span<const double> costs, std::size_t row) {
  slack_.assign(columns_ + 1, std::numeric_limits<double>::infinity());
  visited_.assign(columns_ + 1, 0);
  row_of_[0] = row;
  std::size_t column = 0;
  do {
    visited_[column] = 1;
    const std::size_t here = row_of_[column];
    double least = std::numeric_limits<double>::infinity();
    std::size_t next = 0;
    for (std::size_t other = 1; other <= columns_; ++other) {
      if (visited_[other]) continue;
      const double reduced =
          cost(costs, here, other) - row_potential_[here] - column_potential_[other];
      if (reduced < slack_[other]) {
        slack_[other] = reduced;
        previous_[other] = column;
      }
      if (slack_[other] < least) {
        least = slack_[other];
        next = other;
      }
    }
    for (std::size_t other = 0; other <= columns_; ++other) {
      if (visited_[other]) {
        row_potential_[row_of_[other]] += least;
        column_potential_[other] -= least;
      } else {
        slack_[other] -= least;
      }
    }
    column = next;
  } while (row_of_[column] != 0);
  walk_back(column);
}

void Assigner::walk_back(std::size_t column) {
  while (column != 0) {
    const std::size_t before = previous_[column];
    row_of_[column] = row_of_[before];
    column = before;
  }
}

}  // namespace mien::track
