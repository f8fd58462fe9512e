#include "eval/csv_rows.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"
#include "base/to_number.h"

namespace mien::eval {
namespace {

/// The longest row there is: a picture of 1,024 × 1,024 pixels in words has 4 MB.
constexpr std::size_t kLongestRow = std::size_t{8} << 20;
constexpr const char* kNoSuchTable = "is this a CSV file with one picture a row?";

/// Whether a row goes on in the next line, as a quote is open at the end of this one.
class OpenQuote {
 public:
  /// `text`: the row so far; what was looked at before is not looked at again.
  bool at_end_of(std::string_view text, char separator) {
    for (; (at_ = text.find('"', at_)) != std::string_view::npos; ++at_) {
      const bool doubled = closed_ && *closed_ + 1 == at_;
      if (open_) closed_ = at_;
      open_ = !open_ && (doubled || begins_cell(text.substr(0, at_), separator));
    }
    at_ = text.size();
    return open_;
  }

 private:
  static bool begins_cell(std::string_view before, char separator) {
    while (before.ends_with(' ') || before.ends_with('\t')) before.remove_suffix(1);
    constexpr std::string_view kAny = ",;\t|";
    return before.empty() ||
           (separator != 0 ? before.back() == separator : kAny.find(before.back()) != kAny.npos);
  }

  std::size_t at_ = 0;
  std::optional<std::size_t> closed_;
  bool open_ = false;
};

std::string_view stripped(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

CsvRows::CsvRows(const std::filesystem::path& file) : file_(file), buffer_(kLongestRow, '\0') {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed))
    throw Error(ErrorKind::input, file.string(), "is not a file");
  size_ = static_cast<std::int64_t>(std::filesystem::file_size(file, failed));
  text_.open(file, std::ios::binary);
  if (!text_)
    throw Error(ErrorKind::input, file.string(), "cannot be read", "check its permissions");
  do {
    if (!read_row())
      throw Error(ErrorKind::input, file.string(), "is empty", "a CSV file has a header");
  } while (!split());
  header_.assign(cells_.begin(), cells_.end());
}

/// Appends a line to the row, without its line feed; false at the end.
bool CsvRows::read_line() {
  text_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  const auto count = static_cast<std::size_t>(text_.gcount());
  if (text_.bad()) fail("cannot be read");
  if (text_.eof() && count == 0) return false;
  ++line_;
  if (text_.fail() || row_.size() + count > kLongestRow) fail("the row is too long", kNoSuchTable);
  read_ += static_cast<std::int64_t>(count);
  // gcount counts the line break, which the end of the file does not have.
  row_.append(buffer_.data(), text_.eof() ? count : count - 1);
  return true;
}

/// The next row that is not blank.
bool CsvRows::read_row() {
  do {
    row_.clear();
    first_ = line_ + 1;
    if (!read_line()) return false;
    if (first_ == 1 && row_.starts_with("\xef\xbb\xbf")) row_.erase(0, 3);
    OpenQuote quote;
    while (quote.at_end_of(row_, separator_)) {
      row_ += '\n';
      if (!read_line()) break;  // split complains
    }
  } while (stripped(row_).empty());
  return true;
}

/// False: the row names the separator of those that follow ("sep=;").
bool CsvRows::split() {
  CsvReader reader(row_, separator_, kLongestRow + 1);
  separator_ = reader.separator();
  if (!reader.next(record_)) return false;
  if (!record_.problem.empty()) fail(record_.problem, kNoSuchTable);
  CsvRecord more;
  if (reader.next(more)) fail("has a line break that is neither LF nor CRLF", "save it with LF");
  cells_.clear();
  for (const std::string& field : record_.fields) cells_.push_back(stripped(field));
  return true;
}

std::optional<std::size_t> CsvRows::find(std::string_view column) const {
  for (std::size_t i = 0; i < header_.size(); ++i)
    if (same_name(header_[i], column)) return i;
  return std::nullopt;
}

std::size_t CsvRows::require(std::string_view column, const std::string& remedy) const {
  if (const auto found = find(column)) return *found;
  fail(fmt::format("there is no column '{}'", column), remedy);
}

bool CsvRows::next() {
  do {
    if (!read_row()) return false;
  } while (!split());
  if (cells_.size() != header_.size())
    fail(fmt::format("has {} where the header has {}", counted(std::ssize(cells_), "cell"),
                     header_.size()));
  return true;
}

int CsvRows::number(std::size_t column, int least, int most) const {
  const std::string_view text = cell(column);
  const auto value = to_number<int>(text);
  if (!value || *value < least || *value > most)
    fail(fmt::format("'{}' must be a number from {} to {}, not '{}'", header_[column], least, most,
                     text.substr(0, 40)));
  return *value;
}

void CsvRows::fail(const std::string& what, const std::string& remedy) const {
  throw Error(ErrorKind::input, fmt::format("{}:{}", file_.string(), first_), what, remedy);
}

double CsvRows::share() const {
  return size_ > 0 ? std::min(1.0, static_cast<double>(read_) / static_cast<double>(size_)) : 1;
}

}  // namespace mien::eval
