#pragma once
/// \file Which column of a table of ratings means what.

#include <string>
#include <vector>

#include "imports/table_header.h"

namespace mien::imports {

/// Names as `read_ratings_csv` tells them.
class RatingsHeader : public TableHeader {
 public:
  enum Column { kContent, kTime, kRating, kCamera, kScale, kId, kColumns };

  /// As TableHeader.
  RatingsHeader(const CsvRecord& record, const std::string& file,
                std::vector<std::string>& ignored);
};

}  // namespace mien::imports
