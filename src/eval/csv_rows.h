#pragma once
/// \file A CSV file with a header, row by row, with its place in every complaint.

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv_reader.h"

namespace mien::eval {

/// Reads one row at a time, however large the file, as base's CsvReader does, which is given a row
/// at a time; blanks around a cell do not count, and a row has at most 8 MiB. All members throw
/// Error(input) with "FILE:LINE", the row's first.
class CsvRows {
 public:
  /// Opens the file and reads its header.
  explicit CsvRows(const std::filesystem::path& file);

  /// Position of a column by its name, in any case.
  std::optional<std::size_t> find(std::string_view column) const;
  /// Throws where there is none such; `remedy` says what was expected.
  std::size_t require(std::string_view column, const std::string& remedy) const;

  /// Goes to the next row; false at the end. A row has as many cells as the header.
  bool next();
  /// Of the current row; valid until the next one.
  std::string_view cell(std::size_t column) const { return cells_[column]; }
  /// A whole number within `least`..`most`.
  int number(std::size_t column, int least, int most) const;

  /// Complains about the current line.
  [[noreturn]] void fail(const std::string& what, const std::string& remedy = {}) const;
  /// How much of the file was read, 0..1.
  double share() const;

 private:
  bool read_line();
  bool read_row();
  bool split();

  std::filesystem::path file_;
  std::ifstream text_;
  std::string buffer_, row_;
  char separator_ = 0;  ///< 0: not known yet
  std::vector<std::string> header_;
  CsvRecord record_;
  std::vector<std::string_view> cells_;  ///< views of `record_`
  std::int64_t line_ = 0, first_ = 1, read_ = 0, size_ = 0;
};

}  // namespace mien::eval
