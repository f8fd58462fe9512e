#pragma once
/// \file Which column of a table of ratings means what.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv_reader.h"

namespace mien::imports {

/// Where each column stands in a record. Names as `read_ratings_csv` tells them.
class RatingsHeader {
 public:
  enum Column { kContent, kTime, kRating, kCamera, kScale, kId, kColumns };

  /// `ignored`: names of columns that are not read are added. Throws Error(input, `file`) where one
  /// is missing.
  RatingsHeader(const CsvRecord& record, const std::string& file,
                std::vector<std::string>& ignored);

  /// The field of a column; empty where the record is shorter or the file has none.
  std::string_view field(const CsvRecord& record, Column column) const;
  /// Of the first line, read or not.
  std::size_t columns() const { return columns_; }

  static std::string_view trimmed(std::string_view text);

 private:
  bool place(const std::string& name, std::size_t i);

  std::optional<std::size_t> places_[kColumns];
  std::size_t columns_ = 0;
};

}  // namespace mien::imports
