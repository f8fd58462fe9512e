#pragma once
/// \file Times as spreadsheets and tills write them.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace mien::imports {

/// 03/11/2026: the third of November, or the eleventh of March.
enum class DateOrder { automatic, day_first, month_first };

/// A time of a table, or why it is none.
struct TableTime {
  std::optional<WallTime> time = {};
  bool local = false;  ///< named no zone: read on the clock that was given
  /// The clock was set back and showed it twice: the second time; `time` is the first.
  std::optional<WallTime> again = {};
  enum class Trouble {
    none,
    unreadable,
    no_time_of_day,
    no_zone,
    no_order,
    never  ///< the clock was set ahead over it
  } trouble = Trouble::none;
  std::string problem = {};  ///< in words
};

/// How the times of a table's lines were read.
struct TimesRead {
  std::int64_t local = 0;          ///< lines whose times named no zone
  std::int64_t repeated = 0;       ///< of them: in an hour that came twice, taken as the first
  std::size_t first_repeated = 0;  ///< the first one's number in the file

  void add(bool was_local, bool was_repeated, std::size_t line) {
    local += was_local ? 1 : 0;
    if (was_repeated && repeated++ == 0) first_repeated = line;
  }
};

/// What `parse_time` reads, and dates as 3.11.2026, 11/3/2026, 2026/11/03 with times as 9:15,
/// 9:15:30, 9:15 PM; a year of two digits, last and not behind "-", is of this century. Dots mean
/// the day first, unless `order` says otherwise; of 03/11/2026 without an order that can be told by
/// nothing else, the problem is `no_order`. A time without a zone is read on `clock` (reading_of);
/// where that is empty it is a problem. Pure.
TableTime parse_table_time(std::string_view text, DateOrder order, const UtcOffset& clock);

/// Gathers what the dates of one column tell of their order: nobody writes both into one column.
class DateEvidence {
 public:
  void see(std::string_view text);
  /// Automatic where nothing, or both, was seen.
  DateOrder order() const;

 private:
  bool day_first_ = false, month_first_ = false;
};

}  // namespace mien::imports
