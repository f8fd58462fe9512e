#pragma once
/// \file Times as spreadsheets and tills write them.

#include <string>
#include <string_view>

#include "base/time.h"

namespace mien::imports {

/// 03/11/2026: the third of November, or the eleventh of March.
enum class DateOrder { automatic, day_first, month_first };

/// A time of a table, or why it is none.
struct TableTime {
  std::optional<WallTime> time;
  bool local = false;  ///< named no zone: read on the clock that was given
  enum class Trouble {
    none,
    unreadable,
    no_time_of_day,
    no_zone,
    no_order
  } trouble = Trouble::none;
  std::string problem;  ///< in words
};

/// What `parse_time` reads, and dates as 3.11.2026, 11/3/2026, 2026/11/03 with times as 9:15,
/// 9:15:30, 9:15 PM. Dots mean the day first, unless `order` says otherwise; of 03/11/2026 without
/// an order that can be told by nothing else, the problem is `no_order`. A time without a zone is
/// read on `clock`; where that is empty it is a problem. Pure.
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
