#pragma once
/// \file Comma-separated values as people's programs write them.

#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// One record: usually a line, more where a quoted field holds line breaks.
struct CsvRecord {
  std::size_t line = 0;  ///< the first one, from 1
  std::vector<std::string> fields;
  std::string problem;  ///< why it cannot be read; empty: it could be
};

/// RFC 4180, and what is found beside it: any of CRLF, LF, CR; a byte order mark; comma, semicolon,
/// tab or bar, whichever the first line holds most of, or as a line "sep=;" before it says (Excel's
/// own). Blank lines are passed over, and blanks outside a field's quotes. A record longer than
/// `longest` bytes (a quote that is never closed) is a problem of its first line; reading goes on
/// with the next. Views the text, which must outlive it. Pure.
class CsvReader {
 public:
  /// `separator`: instead of what the file shows; 0: as it shows.
  explicit CsvReader(std::string_view text, char separator = 0, std::size_t longest = 8192);
  /// False at the end.
  bool next(CsvRecord& record);
  char separator() const { return separator_; }

 private:
  bool at_end() const { return place_ == text_.size(); }
  bool at_line_end() const { return at_end() || text_[place_] == '\n' || text_[place_] == '\r'; }
  bool at_blank() const;
  bool take_separator_line();
  void pass_line_end();
  void pass_line();
  void pass_blanks_to(char sign);
  const char* read_field(std::string& field, std::size_t limit);
  const char* read_quoted(std::string& field, std::size_t limit);
  const char* read_record(std::vector<std::string>& fields);

  std::string_view text_;
  std::size_t place_ = 0, line_ = 1, longest_;
  char separator_ = ',';
};

}  // namespace mien
