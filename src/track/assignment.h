#pragma once
/// \file The cheapest way to pair rows with columns.

#include <cstddef>
#include <span>
#include <vector>

namespace mien::track {

/// Hungarian method for rectangular matrices, O(min² · max), by shortest augmenting paths (Kuhn
/// 1955, Munkres 1957, Jonker & Volgenant 1987). Keeps its work space: no allocation after warm-up.
/// Deterministic: among equally cheap pairings always the same one.
class Assigner {
 public:
  static constexpr int kUnpaired = -1;

  /// `costs`, row-major, `rows` × `columns`, finite. Pairs min(rows, columns) of them so that the
  /// sum is least. Returns the column of each row, or kUnpaired; valid until the next call.
  std::span<const int> solve(std::span<const double> costs, std::size_t rows, std::size_t columns);

 private:
  void insert_row(std::span<const double> costs, std::size_t row);
  void walk_back(std::size_t column);
  double cost(std::span<const double> costs, std::size_t row, std::size_t column) const;

  // Rows and columns of the matrix as worked on: turned over where it is higher than wide. Counted
  // from 1; 0 is the imaginary column from which each search starts.
  std::size_t rows_ = 0, columns_ = 0;
  bool turned_ = false;
  std::vector<double> row_potential_, column_potential_;
  std::vector<double>
      slack_;  ///< per column: cheapest reduced cost from any row of the search tree
  std::vector<std::size_t> row_of_;    ///< per column: its row, 0 = free
  std::vector<std::size_t> previous_;  ///< per column: the column before it on the path
  std::vector<char> visited_;          ///< per column
  std::vector<int> result_;
};

}  // namespace mien::track
