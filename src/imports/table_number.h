#pragma once
/// \file Numbers as spreadsheets, tills and players write them: the one reader of all imports.

#include <optional>
#include <string_view>

#include "imports/table_header.h"

namespace mien::imports {

/// A number of a table, or none.
struct TableNumber {
  std::optional<double> value = {};
  bool grouped = false;  ///< none, since its comma may stand between thousands: "1,000"

  bool within(double low, double high) const { return value && *value >= low && *value <= high; }
  bool whole() const;
};

/// Digits with at most one decimal point or comma among them. Three digits behind a comma may be
/// hundreds ("1,000") as well as thousandths: that is no number, where no 0 leads. Pure.
TableNumber number_in(std::string_view text);

/// "the rating '9' is not a number from 1 to 5", or that it may be read in two ways. `what`: its
/// column; `wanted`: what it should be.
Problem problem_of_number(const TableNumber& number, std::string_view text, const char* what,
                          std::string_view wanted, const char* cause);

}  // namespace mien::imports
