#include "imports/table_time.h"

#include <cctype>

#include <fmt/format.h>

#include "base/utf8.h"

namespace mien::imports {

namespace {

/// Three numbers with one sign between them, and what follows.
struct DateParts {
  int number[3] = {};
  std::size_t digits[3] = {};
  char sign = 0;
  std::string_view rest;

  bool year_first() const { return digits[0] == 4; }
  /// 11/3/26 is what Excel writes; 26-11-03 begins with the year, or does not.
  bool year_last() const {
    return (digits[2] == 4 || (digits[2] == 2 && sign != '-')) && digits[0] <= 2;
  }
  int last_year() const { return number[2] + (digits[2] == 2 ? 2000 : 0); }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Digits at the front, at most four; they are taken off.
int take_number(std::string_view& text, std::size_t& digits) {
  int value = 0;
  for (digits = 0; digits < text.size() && digits < 4 && is_digit(text[digits]); ++digits)
    value = value * 10 + (text[digits] - '0');
  text.remove_prefix(digits);
  return value;
}

std::optional<DateParts> date_parts(std::string_view text) {
  DateParts parts;
  for (int i = 0; i < 3; ++i) {
    parts.number[i] = take_number(text, parts.digits[i]);
    if (parts.digits[i] == 0) return std::nullopt;
    if (i == 2) break;
    const char sign = text.empty() ? '\0' : text.front();
    if (sign != '.' && sign != '/' && sign != '-') return std::nullopt;
    if (i == 1 && sign != parts.sign) return std::nullopt;
    parts.sign = sign;
    text.remove_prefix(1);
  }
  parts.rest = text;
  const bool middle = parts.digits[1] <= 2;
  return middle && (parts.year_first() ? parts.digits[2] <= 2 : parts.year_last())
             ? std::optional(parts)
             : std::nullopt;
}

/// Browsers write one that does not break a line before "AM".
void skip_blanks(std::string_view& text) {
  constexpr std::string_view kBlanks[] = {" ", "\t", "\u00A0", "\u202F"};
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view blank : kBlanks)
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), more = true;
  }
}

bool take_word(std::string_view& text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (std::toupper(static_cast<unsigned char>(text[i])) != word[i]) return false;
  text.remove_prefix(word.size());
  return true;
}

/// "9:15 PM" → "21:15", "9:15:30 UTC" → "09:15:30Z"; what is none stays wrong, for `parse_time` to
/// refuse.
std::string clock_of(std::string_view text) {
  std::size_t digits = 0;
  int hour = take_number(text, digits);
  const std::size_t end = text.find_first_not_of("0123456789:.,");
  const std::string rest(text.substr(0, end));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  skip_blanks(text);
  const bool after_noon = take_word(text, "PM") || take_word(text, "P.M.");
  const bool before_noon = !after_noon && (take_word(text, "AM") || take_word(text, "A.M."));
  if (after_noon || before_noon) {
    if (hour < 1 || hour > 12) return "?";
    hour = hour % 12 + (after_noon ? 12 : 0);
  }
  skip_blanks(text);
  std::string zone(text);
  if (std::string_view word = text; take_word(word, "UTC") || take_word(word, "GMT"))
    zone = word.empty() ? "Z" : std::string(word);
  if (digits == 0 || digits > 2) return "?";
  return fmt::format("{:02}{}{}", hour, rest, zone);
}

/// The date in the order of ISO 8601; empty where the order cannot be told.
std::string iso_date(const DateParts& parts, DateOrder order) {
  int year = parts.number[0], month = parts.number[1], day = parts.number[2];
  if (!parts.year_first()) {
    year = parts.last_year();
    const int first = parts.number[0], second = parts.number[1];
    if (order == DateOrder::automatic && parts.sign == '.') order = DateOrder::day_first;
    if (order == DateOrder::automatic && first > 12) order = DateOrder::day_first;
    if (order == DateOrder::automatic && second > 12) order = DateOrder::month_first;
    if (order == DateOrder::automatic && first == second) order = DateOrder::day_first;
    if (order == DateOrder::automatic) return {};
    day = order == DateOrder::day_first ? first : second;
    month = order == DateOrder::day_first ? second : first;
  }
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

TableTime refused(TableTime::Trouble trouble, std::string_view text, const char* what) {
  std::string words = fmt::format("the time '{}' {}", text.substr(0, 40), what);
  return {.trouble = trouble, .problem = as_utf8(words)};
}

}  // namespace

TableTime parse_table_time(std::string_view text, DateOrder order, const UtcOffset& clock) {
  using Trouble = TableTime::Trouble;
  const auto parts = date_parts(text);
  std::string plain(text);
  if (parts) {
    const std::string date = iso_date(*parts, order);
    if (date.empty())
      return refused(Trouble::no_order, text, "may mean the day or the month first");
    std::string_view rest = parts->rest;
    if (!rest.empty() && (rest.front() == 'T' || rest.front() == 't' || rest.front() == ','))
      rest.remove_prefix(1);
    skip_blanks(rest);
    if (rest.empty())
      return refused(Trouble::no_time_of_day, text, "has a date but no time of day");
    plain = date + "T" + clock_of(rest);
  }
  const ParsedTime zoned = parse_time(plain);
  if (zoned.time) return {.time = zoned.time};
  const ParsedTime local = parse_time(plain, std::chrono::minutes(0));
  if (!local.time)
    return parts
               ? refused(Trouble::unreadable, text, "is not a time between the years 1990 and 2200")
               : TableTime{.trouble = Trouble::unreadable, .problem = as_utf8(zoned.problem)};
  if (!clock) return refused(Trouble::no_zone, text, "has no time zone");
  const ClockReading shown = reading_of(local_of(*local.time, {}), clock);
  if (shown.never)
    return refused(Trouble::never, text, "was skipped when this clock was set ahead");
  TableTime time{.time = shown.time, .local = true};
  if (shown.again != shown.time) time.again = shown.again;
  return time;
}

void DateEvidence::see(std::string_view text) {
  const auto parts = date_parts(text);
  if (!parts || parts->year_first() || parts->sign == '.') return;
  const bool first = parts->number[0] > 12, second = parts->number[1] > 12;
  day_first_ = day_first_ || (first && !second);
  month_first_ = month_first_ || (second && !first);
}

DateOrder DateEvidence::order() const {
  if (day_first_ == month_first_) return DateOrder::automatic;
  return day_first_ ? DateOrder::day_first : DateOrder::month_first;
}

}  // namespace mien::imports
