#pragma once
/// \file Ratings from a file of any survey or till.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audience/rating.h"
#include "imports/bad_lines.h"
#include "imports/table_time.h"

namespace mien::imports {

struct RatingsCsvOptions {
  std::string file = "ratings";  ///< for messages
  std::string source = "csv";    ///< Rating::source
  int scale = 5;                 ///< highest answer, where the file has no column for it; 2 .. 1000
  std::optional<std::chrono::minutes> utc_offset;  ///< of times that name no zone
  UtcOffset clock;  ///< of times that name no zone, where `utc_offset` is not given; may be empty
  std::string dates = "auto";      ///< "day-first", "month-first", or "auto": as the column tells
  std::string encoding = "auto";   ///< one of `kEncodings`
  std::string separator = "auto";  ///< "comma", "semicolon", "tab", "bar"
  std::map<std::string, std::string> contents;  ///< `called`: what the table calls it → content
  /// A table of more is refused whole: what is read of a line takes up to half a kilobyte, however
  /// short it is. 0: any number.
  std::size_t most_lines = 500'000;
};

struct RatingsCsv {
  std::vector<audience::Rating> ratings;  ///< in the order of the file
  std::vector<std::size_t> lines;         ///< of the file, of each of them
  std::vector<BadLine> bad;               ///< all others
  std::vector<std::string> ignored_columns;
  TimesRead times;
};

/// Reads a table of any encoding (TableText) with a header. Names are compared without case,
/// blanks, "-" and "_": content (product, item, asset, campaign), time (timestamp, date, datetime,
/// created at, …), rating (score, stars, value, …); where they exist camera (device, location, …),
/// scale, and id (rating id, response id, …). Other columns are not read and named in the result.
///
/// A rating without an id is named by how many equal ones stand before it in the file: reading
/// a file twice, or a later export that holds it, adds nothing twice, and two customers who agree
/// to the second are still two.
///
/// Throws Error(input) where there is no header, a column is missing or there are too many lines,
/// Error(usage) on an impossible scale, order of dates or encoding. Pure.
RatingsCsv read_ratings_csv(std::string_view text, const RatingsCsvOptions& options);

/// Ratings that cannot be taken at `now` (why_untimely) become bad lines.
void leave_out_untimely(RatingsCsv& csv, WallTime now, int retention_days);

/// The rating at `place` has the id of another one: its line is a bad one.
void note_conflict(RatingsCsv& csv, std::size_t place);

}  // namespace mien::imports
