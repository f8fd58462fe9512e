#pragma once
/// \file Which column of a table means what, and what may be wrong with a field of it.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/config.h"

#include "base/csv_reader.h"
#include "imports/table_time.h"

namespace mien::imports {

/// A column that is read.
struct ColumnNames {
  const char* shown;
  bool required;
  std::vector<std::string_view> names;  ///< lower case, letters and digits only
  /// Of a time: names of a column that holds its date, where this one holds the time of day alone.
  std::vector<std::string_view> dates = {};
};

/// Where each column stands in a record. Names are compared without case, blanks, "-" and "_".
class TableHeader {
 public:
  /// `ignored`: names of columns that are not read are added. Throws Error(input, `file`) where one
  /// that is required is missing.
  TableHeader(const CsvRecord& record, std::span<const ColumnNames> names, const std::string& file,
              std::vector<std::string>& ignored);

  /// The field of a column, by its place among the names; empty where the record is shorter or the
  /// file has none.
  std::string_view field(const CsvRecord& record, std::size_t column) const;
  /// The same of a time: with its date where that stands in a column of its own.
  std::string time(const CsvRecord& record, std::size_t column) const;
  bool has(std::size_t column) const { return places_[column].has_value(); }
  /// Of the first line, read or not.
  std::size_t columns() const { return columns_; }

  static std::string_view trimmed(std::string_view text);
  /// A name as names are compared.
  static std::string plain(std::string_view name);

 private:
  void check_complete(const CsvRecord& record, std::span<const ColumnNames> names,
                      const std::string& file) const;

  void find_dates(const CsvRecord& record, std::span<const ColumnNames> names);
  bool is_date(std::size_t place) const;
  static bool is_clock(std::string_view text);

  std::vector<std::optional<std::size_t>> places_, dates_;
  std::size_t columns_ = 0;
};

/// What a table may call contents, as `plain` has it: by their names, or by titles that are no
/// content's name. Pure.
std::map<std::string, std::string> called(const std::map<std::string, ContentConfig>& contents);

/// What is wrong with a record; no reason: nothing.
struct Problem {
  std::string reason, cause = {};
  bool none() const { return reason.empty(); }
};

/// Texts are kept as they are, so they must be texts.
Problem problem_of_name(std::string_view name, const char* what);
Problem problem_of_time(const TableTime& time);
/// More fields than columns: what they mean is not known.
Problem problem_of_count(const CsvRecord& record, std::size_t columns);

/// "auto", "day-first", "month-first". Throws Error(usage).
DateOrder order_named(const std::string& name);
/// "auto": 0; "comma", "semicolon", "tab", "bar", or the sign itself. Throws Error(usage).
char separator_named(const std::string& name);
/// Of times that name no zone: at `offset` from UTC, else on `clock`.
UtcOffset clock_for(const std::optional<std::chrono::minutes>& offset, const UtcOffset& clock);

}  // namespace mien::imports
