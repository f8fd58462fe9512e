#include "base/csv_reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace mien {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr const char* kTooLong = "the line is too long";
constexpr std::string_view kSeparators = ",;\t|";

char most_common_separator(std::string_view line) {
  std::size_t counts[kSeparators.size()] = {};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    const std::size_t which = kSeparators.find(c);
    if (!quoted && which != std::string_view::npos) ++counts[which];
  }
  return kSeparators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts)];
}

}  // namespace

CsvReader::CsvReader(std::string_view text, char separator, std::size_t longest)
    : text_(text), longest_(longest) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  while (!at_end() && at_line_end()) pass_line_end();
  const bool says = take_separator_line();
  if (separator != 0) separator_ = separator;
  if (says || separator != 0) return;
  const std::size_t end = text_.find_first_of("\r\n", place_);
  separator_ = most_common_separator(text_.substr(place_, std::min(end, text_.size()) - place_));
}

bool CsvReader::take_separator_line() {
  std::string_view rest = text_.substr(place_);
  const bool quoted = rest.starts_with('"');
  if (quoted) rest.remove_prefix(1);
  constexpr std::string_view kSays = "sep=";
  const auto same = [](char a, char b) { return (a | 0x20) == b || a == b; };
  if (rest.size() <= kSays.size() ||
      !std::equal(kSays.begin(), kSays.end(), rest.begin(),
                  [&](char said, char read) { return same(read, said); }))
    return false;
  const char separator = rest[kSays.size()];
  rest.remove_prefix(kSays.size() + 1);
  if (quoted && !rest.starts_with('"')) return false;
  // Some programs fill the line up with empty fields.
  const std::string_view line = rest.substr(quoted ? 1 : 0, rest.find_first_of("\r\n"));
  const auto filled = line.substr(0, line.find_first_of("\r\n"));
  const bool usable = separator >= ' ' || separator == '\t';
  if (!usable || separator == '"' || filled.find_first_not_of(separator) != std::string_view::npos)
    return false;
  separator_ = separator;
  pass_line();
  while (!at_end() && at_line_end()) pass_line_end();
  return true;
}

void CsvReader::pass_line_end() {
  if (at_end()) return;
  const bool pair = text_[place_] == '\r' && place_ + 1 < text_.size() && text_[place_ + 1] == '\n';
  place_ += pair ? 2 : 1;
  ++line_;
}

void CsvReader::pass_line() {
  while (!at_line_end()) ++place_;
  pass_line_end();
}

bool CsvReader::next(CsvRecord& record) {
  while (!at_end() && at_line_end()) pass_line_end();
  if (at_end()) return false;
  const std::size_t begin = place_;
  record.line = line_;
  record.fields.clear();
  const char* problem = read_record(record.fields);
  record.problem = problem ? problem : "";
  if (problem == kTooLong)
    record.problem = fmt::format("the line is longer than {} KiB", longest_ >> 10);
  if (problem) {
    place_ = begin;
    line_ = record.line;
    pass_line();
  }
  return true;
}

const char* CsvReader::read_record(std::vector<std::string>& fields) {
  const std::size_t limit = std::min(text_.size(), place_ + longest_);
  while (true) {
    fields.emplace_back();
    pass_blanks_to('"');
    const bool quoted = !at_end() && text_[place_] == '"';
    const char* problem =
        quoted ? read_quoted(fields.back(), limit) : read_field(fields.back(), limit);
    if (problem) return problem;
    if (at_line_end()) {
      pass_line_end();
      return nullptr;
    }
    ++place_;  // the separator
  }
}

bool CsvReader::at_blank() const {
  return !at_end() && text_[place_] != separator_ &&
         (text_[place_] == ' ' || text_[place_] == '\t');
}

// Some programs write a blank behind each separator.
void CsvReader::pass_blanks_to(char sign) {
  const std::size_t begin = place_;
  while (at_blank()) ++place_;
  if (at_end() || text_[place_] != sign) place_ = begin;
}

const char* CsvReader::read_field(std::string& field, std::size_t limit) {
  // One sign after the other: each search is the library's, many characters at a time.
  std::string_view rest = text_.substr(place_, limit - place_);
  for (const char end : {separator_, '\n', '\r'}) rest = rest.substr(0, rest.find(end));
  place_ += rest.size();
  if (!at_line_end() && text_[place_] != separator_) return kTooLong;
  field = rest;
  return nullptr;
}

const char* CsvReader::read_quoted(std::string& field, std::size_t limit) {
  ++place_;
  while (place_ < limit) {
    const char c = text_[place_];
    if (c == '"') {
      const bool doubled = place_ + 1 < text_.size() && text_[place_ + 1] == '"';
      if (!doubled) {
        ++place_;
        while (at_blank()) ++place_;
        return at_line_end() || text_[place_] == separator_ ? nullptr
                                                            : "text follows a closing quote";
      }
      ++place_;
    }
    if (c == '\n' || (c == '\r' && (place_ + 1 == text_.size() || text_[place_ + 1] != '\n')))
      ++line_;
    field += c;
    ++place_;
  }
  return "a quote is opened and never closed";
}

}  // namespace mien
