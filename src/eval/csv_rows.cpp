#include "eval/csv_rows.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"
#include "base/to_number.h"

namespace mien::eval {
namespace {

/// The longest line there is: a picture of 1,024 × 1,024 pixels in words has 4 MB.
constexpr std::size_t kLongestLine = std::size_t{8} << 20;

std::string_view stripped(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return text.substr(1, text.size() - 2);
  return text;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

CsvRows::CsvRows(const std::filesystem::path& file) : file_(file), buffer_(kLongestLine, '\0') {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed))
    throw Error(ErrorKind::input, file.string(), "is not a file");
  size_ = static_cast<std::int64_t>(std::filesystem::file_size(file, failed));
  text_.open(file, std::ios::binary);
  if (!text_)
    throw Error(ErrorKind::input, file.string(), "cannot be read", "check its permissions");
  if (!read_line())
    throw Error(ErrorKind::input, file.string(), "is empty", "a CSV file has a header");
  if (line_.starts_with("\xef\xbb\xbf")) line_.erase(0, 3);
  split();
  header_.assign(cells_.begin(), cells_.end());
}

/// The next line that is not blank.
bool CsvRows::read_line() {
  do {
    ++number_;
    text_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    const auto count = static_cast<std::size_t>(text_.gcount());
    if (text_.bad()) fail("cannot be read");
    if (text_.eof() && count == 0) return false;
    if (text_.fail()) fail("the line is too long", "is this a CSV file with one picture a line?");
    read_ += static_cast<std::int64_t>(count);
    // gcount counts the line break, which the end of the file does not have.
    line_.assign(buffer_.data(), text_.eof() ? count : count - 1);
  } while (stripped(line_).empty());
  return true;
}

void CsvRows::split() {
  cells_.clear();
  std::string_view rest = line_;
  while (true) {
    const auto comma = rest.find(',');
    cells_.push_back(stripped(rest.substr(0, comma)));
    if (comma == std::string_view::npos) return;
    rest.remove_prefix(comma + 1);
  }
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
  if (!read_line()) return false;
  split();
  if (cells_.size() != header_.size())
    fail(fmt::format("has {} cells where the header has {}", cells_.size(), header_.size()));
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
  throw Error(ErrorKind::input, fmt::format("{}:{}", file_.string(), number_), what, remedy);
}

double CsvRows::share() const {
  return size_ > 0 ? std::min(1.0, static_cast<double>(read_) / static_cast<double>(size_)) : 1;
}

}  // namespace mien::eval
